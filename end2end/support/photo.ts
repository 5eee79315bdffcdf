/** Photos as a phone's camera leaves them, made on the spot. */
import type { Browser, Page } from '@playwright/test';

/** What the camera writes into the file. */
export interface Shot {
  /** As in EXIF: 1 upright, 6 to be turned a quarter clockwise. */
  orientation: number;
  /** Local time, `YYYY:MM:DD HH:MM:SS`. */
  takenAt: string;
  /** Its distance from UTC. */
  offset: string;
  lat: number;
  lon: number;
}

/** The colours of the quarters as the sensor saw them: top left, top right, bottom right, bottom left. */
export const quarters = {
  topLeft: [200, 40, 40],
  topRight: [40, 160, 60],
  bottomRight: [40, 60, 200],
  bottomLeft: [220, 200, 40],
} as const;

/** A JPEG of four coloured quarters with the grain of a sensor, drawn by the browser. */
export async function drawJpeg(browser: Browser, width: number, height: number): Promise<Buffer> {
  const page = await browser.newPage();
  try {
    const base64 = await page.evaluate(draw, { width, height, quarters });
    return Buffer.from(base64, 'base64');
  } finally {
    await page.close();
  }
}

type Colour = readonly [number, number, number];

/** Runs in the page. */
async function draw(picture: {
  width: number;
  height: number;
  quarters: Record<'topLeft' | 'topRight' | 'bottomRight' | 'bottomLeft', Colour>;
}): Promise<string> {
  const { width, height, quarters } = picture;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  const quarter = ([r, g, b]: Colour, x: number, y: number) => {
    context.fillStyle = `rgb(${r} ${g} ${b})`;
    context.fillRect(x, y, width / 2, height / 2);
  };
  quarter(quarters.topLeft, 0, 0);
  quarter(quarters.topRight, width / 2, 0);
  quarter(quarters.bottomRight, width / 2, height / 2);
  quarter(quarters.bottomLeft, 0, height / 2);
  // A plain surface would shrink to nothing; grain that survives scaling makes the file as heavy as a street.
  for (let n = 0; n < 60_000; n += 1) {
    const shade = Math.random() < 0.5 ? 0 : 255;
    context.fillStyle = `rgb(${shade} ${shade} ${shade} / 0.25)`;
    context.fillRect(Math.random() * width, Math.random() * height, 3 + Math.random() * 9, 3 + Math.random() * 9);
  }
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

/** A photo as a file input takes it. */
export function asFile(name: string, buffer: Buffer): { name: string; mimeType: string; buffer: Buffer } {
  return { name, mimeType: 'image/jpeg', buffer };
}

/** Mean colours of a picture's quarters, as it is shown. */
export async function lookAt(
  page: Page,
  jpeg: Buffer,
): Promise<{ width: number; height: number; quarters: Record<keyof typeof quarters, number[]> }> {
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    // As it lies in the file: whoever stores a photo upright needs no EXIF to show it.
    const bitmap = await createImageBitmap(new Blob([bytes]), { imageOrientation: 'none' as ImageOrientation });
    const { width, height } = bitmap;
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    const mean = (x: number, y: number) => {
      const side = 40;
      const { data } = context.getImageData(width * x - side / 2, height * y - side / 2, side, side);
      const sum = [0, 0, 0];
      data.forEach((value, at) => {
        if (at % 4 < 3) sum[at % 4]! += value;
      });
      return sum.map((value) => Math.round(value / (side * side)));
    };
    // The lower samples stay above the watermark.
    return {
      width,
      height,
      quarters: {
        topLeft: mean(0.25, 0.25),
        topRight: mean(0.75, 0.25),
        bottomRight: mean(0.75, 0.65),
        bottomLeft: mean(0.25, 0.65),
      },
    };
  }, jpeg.toString('base64'));
}

/** The same JPEG with an EXIF segment right behind its start, as cameras write it. */
export function withExif(jpeg: Buffer, shot: Shot): Buffer {
  if (jpeg.readUInt16BE(0) !== 0xffd8) throw new Error('not a JPEG');
  const tiff = exif(shot);
  const head = Buffer.alloc(10);
  head.writeUInt16BE(0xffe1, 0);
  head.writeUInt16BE(tiff.length + 8, 2);
  head.write('Exif\0\0', 4, 'latin1');
  return Buffer.concat([jpeg.subarray(0, 2), head, tiff, jpeg.subarray(2)]);
}

interface Field {
  tag: number;
  type: 2 | 3 | 4 | 5;
  count: number;
  data: Buffer;
}

function ascii(tag: number, text: string): Field {
  const data = Buffer.from(`${text}\0`, 'latin1');
  return { tag, type: 2, count: data.length, data };
}

function short(tag: number, value: number): Field {
  const data = Buffer.alloc(2);
  data.writeUInt16LE(value);
  return { tag, type: 3, count: 1, data };
}

function long(tag: number, value: number): Field {
  const data = Buffer.alloc(4);
  data.writeUInt32LE(value);
  return { tag, type: 4, count: 1, data };
}

/** Degrees, minutes and hundredths of seconds. */
function angle(tag: number, degrees: number): Field {
  const data = Buffer.alloc(24);
  const hundredths = Math.round(Math.abs(degrees) * 360_000);
  const parts = [
    [Math.floor(hundredths / 360_000), 1],
    [Math.floor(hundredths / 6_000) % 60, 1],
    [hundredths % 6_000, 100],
  ];
  parts.flat().forEach((value, at) => data.writeUInt32LE(value, at * 4));
  return { tag, type: 5, count: 3, data };
}

/** A TIFF of one picture: its directory, and those of the camera and of the satellites it points to. */
function exif(shot: Shot): Buffer {
  const camera = [ascii(0x9003, shot.takenAt), ascii(0x9011, shot.offset)];
  const satellites = [
    ascii(0x0001, shot.lat < 0 ? 'S' : 'N'),
    angle(0x0002, shot.lat),
    ascii(0x0003, shot.lon < 0 ? 'W' : 'E'),
    angle(0x0004, shot.lon),
  ];
  const main = (cameraAt: number, satellitesAt: number) => [
    short(0x0112, shot.orientation),
    long(0x8769, cameraAt),
    long(0x8825, satellitesAt),
  ];
  const header = Buffer.from('II*\0\x08\0\0\0', 'latin1');
  const cameraAt = header.length + directory(main(0, 0), 0).length;
  const satellitesAt = cameraAt + directory(camera, 0).length;
  return Buffer.concat([
    header,
    directory(main(cameraAt, satellitesAt), header.length),
    directory(camera, cameraAt),
    directory(satellites, satellitesAt),
  ]);
}

/** One directory at this place, with the values that don't fit into its entries behind it. */
function directory(fields: Field[], at: number): Buffer {
  const entries = Buffer.alloc(2 + fields.length * 12 + 4);
  entries.writeUInt16LE(fields.length, 0);
  const values: Buffer[] = [];
  let valuesAt = at + entries.length;
  fields.forEach((field, n) => {
    const entry = 2 + n * 12;
    entries.writeUInt16LE(field.tag, entry);
    entries.writeUInt16LE(field.type, entry + 2);
    entries.writeUInt32LE(field.count, entry + 4);
    if (field.data.length <= 4) {
      field.data.copy(entries, entry + 8);
      return;
    }
    entries.writeUInt32LE(valuesAt, entry + 8);
    const padded = Buffer.concat([field.data, Buffer.alloc(field.data.length % 2)]);
    values.push(padded);
    valuesAt += padded.length;
  });
  return Buffer.concat([entries, ...values]);
}
