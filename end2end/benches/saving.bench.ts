import type { Page } from '@playwright/test';

import { addPhotos, describe, expectNetwork, readyForOffline, signIn, submitReport } from '../support/pages.ts';
import { asFile, drawJpeg } from '../support/photo.ts';
import { phone, test } from '../support/test.ts';
import { inTurns, quantile, report, spread } from './measure.ts';
import { slowDown } from './phone.ts';

const pairs = 40;

declare global {
  interface Window {
    /** From the tap to the moment the browser said that the whistle is kept, in milliseconds. */
    saved: Promise<number>;
    /** What was kept. */
    kept: string;
    awaitSaving: () => void;
    putBare: (text: string) => Promise<number>;
  }
}

/** Runs in the page before anything else: notes taps, and transactions of the kind that saving makes. */
function listen(): void {
  let tapped = 0;
  let done: (milliseconds: number) => void = () => {};
  window.awaitSaving = () => {
    window.saved = new Promise((resolve) => (done = resolve));
  };
  addEventListener('click', (event) => (tapped = event.timeStamp), { capture: true });
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value: unknown, key?: IDBValidKey) {
    if (this.name === 'outbox') window.kept = value as string;
    return put.call(this, value, key);
  };
  const transaction = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    const begun = transaction.call(this, stores, mode, options);
    if (mode === 'readwrite' && begun.objectStoreNames.length === 4) {
      begun.addEventListener('complete', () => done(performance.now() - tapped));
    }
    return begun;
  };
  let bare: Promise<IDBDatabase> | undefined;
  const open = async () =>
    new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('bare', 1);
      request.onupgradeneeded = () => request.result.createObjectStore('bare');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error!);
    });
  window.putBare = async (text) => {
    const database = await (bare ??= open());
    return new Promise((resolve, reject) => {
      const begun = performance.now();
      const writing = transaction.call(database, ['bare'], 'readwrite', { durability: 'strict' });
      put.call(writing.objectStore('bare'), text, crypto.randomUUID());
      writing.oncomplete = () => resolve(performance.now() - begun);
      writing.onabort = () => reject(writing.error!);
    });
  };
}

async function save(page: Page, photo: Buffer, n: number): Promise<number> {
  await addPhotos(page, [asFile('street.jpg', photo)]);
  await describe(page, { item: '污水井盖', description: `第 ${n} 件，井盖松动，车辆经过时有响声，靠近学校门口`, address: '青山路农商行门口' });
  await page.evaluate(() => window.awaitSaving());
  await submitReport(page);
  const taken = await page.evaluate(() => window.saved);
  await page.getByTestId('report-next').click();
  return taken;
}

test('from the tap on submit to kept on the device', async ({ browser, device }, info) => {
  const pocket = await device(phone);
  await pocket.addInitScript(listen);
  const page = await pocket.newPage();
  await signIn(page, 'grid01', '/report');
  await readyForOffline(page);
  await pocket.setOffline(true);
  await expectNetwork(page, 'offline');
  await slowDown(page);
  const photo = await drawJpeg(browser, 1200, 900);
  await save(page, photo, 0);
  const taken = await inTurns(
    pairs,
    (n) => save(page, photo, n + 1),
    () => page.evaluate(() => window.putBare(window.kept)),
  );
  const [ours, floor] = [quantile(taken.ours, 0.95), quantile(taken.floor, 0.95)];
  report(info, {
    metric: 'tap on submit → kept on the device, p95, ms',
    ours: `${ours.toFixed(1)}; median ${spread(taken.ours, 1)}`,
    floor: `${floor.toFixed(1)}; median ${spread(taken.floor, 1)}`,
    ratio: (ours / floor).toFixed(2),
    target: '≤ 1.3',
    met: ours / floor <= 1.3,
  });
});
