// Loads this build's wasm into the page. The folder it lies in names the build.
import init, { start } from './xianghu.js';

// What `frontend` calls; loaded when the first photo is taken.
window.shrinkPhoto = async (...photo) => (await import('./photo.js')).shrinkPhoto(...photo);

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

await init({ module_or_path: new URL('./xianghu_bg.wasm', import.meta.url) });
start(new URL('.', import.meta.url).pathname.split('/').at(-2) ?? '');
