// From the camera's file to what is stored: upright, small, with its watermark.

// Longest side and JPEG quality, from what we want to what always fits.
const STEPS = [
  [1600, 0.8],
  [1600, 0.7],
  [1600, 0.6],
  [1280, 0.7],
  [1280, 0.55],
  [1024, 0.6],
  [800, 0.5],
];
// Bytes that a photo should not exceed.
const GOOD_BYTES = 400 * 1024;
// Side of the sample by which an empty canvas is told.
const SAMPLE = 8;
// Sides of a picture's look, and the pixels that each of its spots is the mean of.
const [LOOK_COLUMNS, LOOK_ROWS, SPOT] = [9, 8, 8];
// Brightness, of 255, that the spots of a picture must differ by to look like anything.
const LOOK_CONTRAST = 24;
// Lines of a watermark that would fit, one above the other, along the longer side.
const LINES_PER_SIDE = 44;

// `width` and `height` are the picture's as it is shown; `turned` says that the camera's file has them the other way
// round. A page hands over the `image` itself, which is upright in every browser. Fails where nothing sound comes of it.
export async function shrink({ file, image, width, height, turned, lines }) {
  const source = image ?? (await decoded(file, width, height, turned));
  let canvas;
  let blob;
  let look;
  for (const [longest, quality] of STEPS) {
    const [w, h] = fitted(width, height, longest);
    if (canvas?.width !== w || canvas?.height !== h) {
      canvas = drawn(source, w, h);
      look ??= lookOf(canvas);
      watermark(canvas, lines);
    }
    blob = await encoded(canvas, quality);
    if (blob.size <= GOOD_BYTES) break;
  }
  source.close?.();
  const result = { width: canvas.width, height: canvas.height, look };
  await canBeDecoded(blob, result);
  return { bytes: new Uint8Array(await blob.arrayBuffer()), ...result };
}

// Scaled while decoding where that can't go wrong: browsers disagree on which side is which in a turned picture.
function decoded(file, width, height, turned) {
  const options = { imageOrientation: 'from-image' };
  const [w, h] = fitted(width, height, STEPS[0][0]);
  if (!turned && w !== width) Object.assign(options, { resizeWidth: w, resizeHeight: h, resizeQuality: 'high' });
  return createImageBitmap(file, options);
}

// Neither side over `longest`, in the same proportion.
function fitted(width, height, longest) {
  const scale = Math.min(1, longest / Math.max(width, height));
  return [width, height].map((side) => Math.max(1, Math.round(side * scale)));
}

// On a white ground, which transparent pictures need.
function drawn(source, width, height) {
  const canvas = blank(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, 0, 0, width, height);
  if (isEmpty(canvas)) throw new Error('over the limit of this browser');
  return canvas;
}

function blank(width, height) {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(width, height);
  return Object.assign(document.createElement('canvas'), { width, height });
}

// A canvas over the browser's limit stays as it was: one even white, black or nothing.
function isEmpty(canvas) {
  const context = blank(SAMPLE, SAMPLE).getContext('2d');
  context.drawImage(canvas, 0, 0, SAMPLE, SAMPLE);
  const pixels = context.getImageData(0, 0, SAMPLE, SAMPLE).data;
  const colours = pixels.filter((_, n) => n % 4 < 3);
  return colours.every((value) => value === 0) || colours.every((value) => value === 255);
}

// For each of eight times eight spots, whether it is brighter than the one to its right, as hexadecimal digits; nothing
// of a picture that is too even or too dark to tell. `domain::Look` compares them.
function lookOf(canvas) {
  const [width, height] = [LOOK_COLUMNS * SPOT, LOOK_ROWS * SPOT];
  const context = blank(width, height).getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(canvas, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const spots = new Array(LOOK_COLUMNS * LOOK_ROWS).fill(0);
  for (let n = 0; n < width * height; n += 1) {
    const spot = Math.floor(Math.floor(n / width) / SPOT) * LOOK_COLUMNS + Math.floor((n % width) / SPOT);
    const [red, green, blue] = data.subarray(n * 4);
    spots[spot] += (red * 0.299 + green * 0.587 + blue * 0.114) / SPOT ** 2;
  }
  if (Math.max(...spots) - Math.min(...spots) < LOOK_CONTRAST) return undefined;
  const bits = spots.map((spot, n) => (spot > spots[n + 1] ? 1 : 0)).filter((_, n) => n % LOOK_COLUMNS < 8);
  return bits.join('').match(/.{4}/g).map((four) => parseInt(four, 2).toString(16)).join('');
}

// At the bottom left, on a dark band that lets the picture through.
function watermark(canvas, lines) {
  if (lines.length === 0) return;
  const { width, height } = canvas;
  const context = canvas.getContext('2d');
  const size = Math.round(Math.max(14, Math.max(width, height) / LINES_PER_SIDE));
  const [line, margin] = [size * 1.4, size * 0.6];
  context.font = `${size}px system-ui, "PingFang SC", "Noto Sans SC", sans-serif`;
  context.textBaseline = 'middle';
  const room = width - 2 * margin;
  const widest = Math.max(...lines.map((text) => Math.min(room, context.measureText(text).width)));
  const band = line * lines.length + margin;
  const top = Math.max(0, height - band);
  context.fillStyle = 'rgb(0 0 0 / 0.5)';
  context.fillRect(0, top, widest + 2 * margin, band);
  context.fillStyle = '#fff';
  lines.forEach((text, n) => context.fillText(text, margin, top + margin / 2 + line * (n + 0.5), room));
}

async function encoded(canvas, quality) {
  const options = { type: 'image/jpeg', quality };
  const blob = canvas.convertToBlob
    ? await canvas.convertToBlob(options)
    : await new Promise((resolve) => canvas.toBlob(resolve, options.type, quality));
  if (blob?.type !== options.type) throw new Error('no JPEG');
  return blob;
}

async function canBeDecoded(blob, { width, height }) {
  const bitmap = await createImageBitmap(blob);
  const isSound = bitmap.width === width && bitmap.height === height;
  bitmap.close();
  if (!isSound) throw new Error('not what was drawn');
}

if (typeof document === 'undefined') {
  self.onmessage = async ({ data }) => {
    const picture = await shrink(data).catch(() => null);
    self.postMessage(picture, picture ? [picture.bytes.buffer] : []);
  };
}
