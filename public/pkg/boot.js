// Loads this build's wasm into the page, beside its script. The folder it lies in names the build.
const wasm = fetch(new URL('./xianghu_bg.wasm', import.meta.url));
const bindings = import('./xianghu.js');

// What `frontend` calls; loaded when the first photo is taken.
window.shrinkPhoto = async (...photo) => (await import('./photo.js')).shrinkPhoto(...photo);

// What `app` calls; loaded when the first map is opened.
window.openMap = async (...map) => (await import('./map.js')).openMap(...map);

// The browser offers only once to install the app, perhaps before there is a page that could show it.
addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  keepOffer(event);
});
addEventListener('appinstalled', () => keepOffer(undefined));

function keepOffer(offer) {
  window.installOffer = offer;
  dispatchEvent(new Event('install-offer'));
}

const { default: init, start } = await bindings;
await init({ module_or_path: wasm });
start(new URL('.', import.meta.url).pathname.split('/').at(-2) ?? '');
