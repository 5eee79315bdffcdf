// The service worker of one build: its files, the empty shell for starting without coverage, and sending in the
// background. The server puts in the build's bare id (also in the address below) and the list of its files.
import init, { background_pass } from '/pkg/__BUILD__/xianghu.js';

const BUILD = '__BUILD__';
const FILES = __FILES__;
// What only some devices need: the office's pages, and what draws maps.
const PARTS = [__OFFICE__, __MAP__];
const SHELL = '/shell';
const CACHE = `build-${BUILD}`;
// Stands in the cache of a build that has been active: pages of it may be open. `frontend` looks for it.
const ACTIVATED = '/activated';
// `frontend` makes a cache of this name when somebody signs out without coverage.
const SIGNED_OUT = 'signed-out';
// Milliseconds a page may take before the shell is shown instead.
const PATIENCE = 4000;
// These are data, never pages: they go to the network as if there were no worker.
const DATA = ['/sync/', '/api/', '/photos/', '/healthz', '/readyz'];

self.addEventListener('install', (event) => event.waitUntil(keepBuild()));
self.addEventListener('activate', (event) => event.waitUntil(dropOldBuilds()));
self.addEventListener('message', (event) => {
  // Only when a person asked for it: another tab may be in the middle of work.
  if (event.data?.type === 'skip-waiting') self.skipWaiting();
});
self.addEventListener('sync', (event) => {
  if (event.tag === 'outbox') event.waitUntil(sendOutbox());
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const address = new URL(request.url);
  // Anything but GET is left alone: iOS sends an empty body when a worker repeats a request.
  if (request.method !== 'GET' || address.origin !== self.location.origin) return;
  if (DATA.some((prefix) => address.pathname.startsWith(prefix))) return;
  if (request.mode === 'navigate') {
    event.respondWith(page(request));
  } else if (address.pathname.startsWith('/pkg/') || FILES.includes(address.pathname)) {
    event.respondWith(file(request));
  }
});

// All or nothing: a build of which one file is missing must never run.
async function keepBuild() {
  const parts = await Promise.all(PARTS.map(async (part) => ((await isKept(part)) ? part : [])));
  const needed = [...parts.flat(), ...FILES, SHELL];
  const fetched = await Promise.all(needed.map(fresh));
  const shell = fetched.at(-1);
  if (!(await shell.clone().text()).includes(`/pkg/${BUILD}/`)) {
    throw new Error('the server has gone on to another build');
  }
  // This build's worker may be a new one for files that are kept already.
  const kept = await caches.has(CACHE);
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(fetched.map((response, n) => cache.put(needed[n], response)));
  } catch (error) {
    if (!kept) await caches.delete(CACHE);
    throw error;
  }
}

// Whether this device needs a part: where somebody of the office works, `frontend` puts theirs into the build's cache,
// and where a map was opened, `map.js` does so with its own.
async function isKept(part) {
  const names = part.map((address) => address.split('/').at(-1));
  const builds = (await caches.keys()).filter((name) => name.startsWith('build-'));
  const kept = await Promise.all(builds.map(async (name) => (await caches.open(name)).keys()));
  return kept.flat().some(({ url }) => names.includes(url.split('/').at(-1)));
}

// Past the HTTP cache, which may hold another build's answer. Below `/pkg/` an address never changes its content: there
// the cache has what the page has just loaded, and phones don't load it twice.
async function fresh(address) {
  const cache = address.startsWith('/pkg/') ? 'default' : 'reload';
  const response = await fetch(address, { cache });
  if (!response.ok || response.redirected) throw new Error(`${response.status} ${address}`);
  return response;
}

// Pages of the build that was active before this one may still be open: its files stay. A build that has only waited
// has no pages.
async function dropOldBuilds() {
  const cache = await caches.open(CACHE);
  await cache.put(ACTIVATED, new Response());
  const builds = (await caches.keys()).filter((name) => name.startsWith('build-') && name !== CACHE);
  const had = await Promise.all(builds.map(async (name) => (await caches.open(name)).match(ACTIVATED)));
  const before = builds.filter((_, n) => had[n]).at(-1);
  await Promise.all(builds.filter((name) => name !== before).map((name) => caches.delete(name)));
}

async function page(request) {
  if (await caches.has(SIGNED_OUT)) return shell(request);
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const response = await fetch(request, { signal: patience.signal });
    // A gateway whose server is away.
    return response.status >= 502 && response.status <= 504 ? await shell(request) : response;
  } catch {
    return shell(request);
  } finally {
    // Only the answer's beginning is waited for: a page may arrive slowly.
    clearTimeout(timer);
  }
}

async function shell(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(SHELL, { ignoreVary: true })) ?? fetch(request);
}

async function file(request) {
  const kept = await caches.open(CACHE);
  const options = { ignoreVary: true };
  return (await kept.match(request, options)) ?? (await caches.match(request, options)) ?? fetch(request);
}

async function sendOutbox() {
  const cache = await caches.open(CACHE);
  const wasm = `/pkg/${BUILD}/xianghu_bg.wasm`;
  await init({ module_or_path: (await cache.match(wasm, { ignoreVary: true })) ?? wasm });
  await background_pass(BUILD);
}
