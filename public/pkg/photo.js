// The page's side of shrinking a photo: a worker does it, or the page where a worker can't draw.
import { shrink } from './shrink.js';

// Milliseconds after which a worker is not waited for any longer.
const PATIENCE = 30_000;

// `{width, height}` as the picture is shown, and `bytes`, the small JPEG with its own `width` and `height`; without
// `bytes` where this browser can't make one. Fails where the file is no picture.
export async function shrinkPhoto(file, turned, lines) {
  const image = await loaded(file);
  const size = { width: image.naturalWidth, height: image.naturalHeight };
  const photo = { file, turned, lines, ...size };
  try {
    return await inWorker(photo);
  } catch {
    return shrink({ ...photo, image }).catch(() => size);
  }
}

async function loaded(file) {
  const image = new Image();
  const address = URL.createObjectURL(file);
  try {
    await new Promise((resolve, reject) => {
      image.onload = resolve;
      image.onerror = reject;
      image.src = address;
    });
    // Decoded only where it is drawn, and by then its address is gone: a page that draws it needs it whole.
    if (typeof OffscreenCanvas === 'undefined') await image.decode();
  } finally {
    URL.revokeObjectURL(address);
  }
  if (image.naturalWidth === 0 || image.naturalHeight === 0) throw new Error('no picture');
  return image;
}

// A worker for each photo: photos chosen together are shrunk side by side, and their memory goes with them.
function inWorker(photo) {
  const worker = new Worker(new URL('./shrink.js', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    setTimeout(reject, PATIENCE);
    worker.onerror = reject;
    worker.onmessage = ({ data }) => (data === null ? reject() : resolve(data));
    worker.postMessage(photo);
  }).finally(() => worker.terminate());
}
