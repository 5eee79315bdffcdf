/** A full queue at once: whistles put into the device's database as the app itself puts them there. */
import type { Page } from '@playwright/test';

export interface Filled {
  /** Bytes of the sealed commands. */
  texts: number;
  /** Bytes of the photos. */
  photos: number;
}

/** Puts so many whistles of whoever is signed in into the queue, each with a photo of its own that looks like this one. */
export async function fillOutbox(page: Page, count: number, photo?: Buffer): Promise<Filled> {
  return page.evaluate(fill, { count, photo: photo?.toString('base64') });
}

/** Runs in the page. */
async function fill({ count, photo }: { count: number; photo: string | undefined }): Promise<Filled> {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)]!;
  const words = () => {
    const [road, where] = [pick(['青山', '文化', '成山', '悦湖', '南山', '观海', '伟德山', '河阳']), pick(['东', '西', '南', '北'])];
    const trouble = pick(['井盖松动，车辆经过时有响声', '路灯不亮，晚上看不清台阶', '垃圾堆放多日，有异味', '护栏断开一截，靠近学校']);
    const number = Math.floor(Math.random() * 900) + 100;
    return { description: `${trouble}，${number} 号门前，编号 ${crypto.randomUUID().slice(0, 8)}`, address: `${road}路${number}号${where}侧` };
  };
  /** The picture with a comment of its own: the same picture under another name. */
  const own = (picture: Uint8Array<ArrayBuffer>) => {
    const comment = new Uint8Array([0xff, 0xfe, 0, 18, ...crypto.getRandomValues(new Uint8Array(16))]);
    const whole = new Uint8Array(picture.length + comment.length);
    whole.set(picture.subarray(0, 2));
    whole.set(comment, 2);
    whole.set(picture.subarray(2), 2 + comment.length);
    return whole;
  };
  const name = async (bytes: Uint8Array<ArrayBuffer>) =>
    Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');

  const request = indexedDB.open('xianghu');
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });
  const answer = <T>(asked: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error!);
    });
  const meta = database.transaction('meta').objectStore('meta');
  const session = (await answer(meta.get('session'))) as string;
  const person = (JSON.parse(session) as { me: { id: string } }).me.id;

  const filled = { texts: 0, photos: 0 };
  const picture = photo === undefined ? undefined : Uint8Array.from(atob(photo), (character) => character.charCodeAt(0));
  const now = new Date().toISOString();
  for (let seq = 1; seq <= count; seq += 1) {
    const photos = [];
    const bytes = picture && own(picture);
    if (bytes) photos.push({ sha256: await name(bytes), bytes: bytes.length, media_type: 'image/jpeg', width: 1200, height: 900 });
    const body = { ...words(), item_code: '0102', urgency: 'normal', photos };
    const sealed = {
      command_id: crypto.randomUUID(),
      seq,
      ticket_id: crypto.randomUUID(),
      kind: 'whistle',
      captured_at: now,
      based_on: null,
      body,
    };
    filled.texts += new TextEncoder().encode(JSON.stringify(sealed)).length;
    const waits = { state: 'pending', not_before: null, tries: 0, problem: null, unknown_since: null };
    const untried = photos.map((photo) => photo.sha256);
    const outcome = { photos_done: [], photos_refused: [], photos_untried: untried, sent: false };
    const entry = { person_id: person, sealed, photos, ...outcome, ...waits };
    const writing = database.transaction(['outbox', 'photos', 'meta'], 'readwrite');
    writing.objectStore('outbox').put(JSON.stringify(entry), sealed.command_id);
    writing.objectStore('meta').put(String(seq), `seq/${person}`);
    if (bytes) {
      const key = `${person}/${photos[0]!.sha256}`;
      filled.photos += bytes.length;
      writing.objectStore('photos').put(bytes, key);
      writing.objectStore('meta').put(JSON.stringify({ stored_at: now, verified_at: null }), `photo/${key}`);
    }
    await new Promise<void>((resolve, reject) => {
      writing.oncomplete = () => resolve();
      writing.onabort = () => reject(writing.error!);
    });
  }
  database.close();
  return filled;
}
