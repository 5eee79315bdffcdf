// Loads this build's wasm into the page. The folder it lies in names the build.
import init, { start } from './xianghu.js';

await init({ module_or_path: new URL('./xianghu_bg.wasm', import.meta.url) });
start(new URL('.', import.meta.url).pathname.split('/').at(-2) ?? '');
