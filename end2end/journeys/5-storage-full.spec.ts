import type { Page } from '@playwright/test';

import { describe, expectNetwork, expectWaiting, readyForOffline, signIn, submitReport } from '../support/pages.ts';
import { asFile, drawJpeg } from '../support/photo.ts';
import { expect, phone, test } from '../support/test.ts';

/** Fills what the browser grants this origin, to less than a sentence, with what nobody wants. */
async function fillStorage(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const open = (name: string) =>
      new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name, 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore('filler', { autoIncrement: true });
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
    const put = (database: IDBDatabase, size: number) =>
      new Promise<boolean>((resolve) => {
        const bytes = new Uint8Array(size);
        for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, Math.min(at + 65_536, size)));
        const transaction = database.transaction('filler', 'readwrite', { durability: 'strict' });
        transaction.objectStore('filler').put(bytes);
        transaction.oncomplete = () => resolve(true);
        transaction.onabort = () => resolve(false);
      });
    const fill = async (database: IDBDatabase) => {
      for (let size = 512 << 10; size >= 1 << 10; size >>= 1) {
        while (await put(database, size));
      }
    };
    // Chromium goes by what was free when it last looked, and looks when that is used up: it lets a first filling
    // exceed the quota by all that the service worker has stored. With that much given back, the second is exact.
    const [spare, filler] = [await open('spare'), await open('filler')];
    for (let n = 0; n < 24; n++) await put(spare, 512 << 10);
    await fill(filler);
    spare.close();
    await new Promise((resolve, reject) => {
      const deleting = indexedDB.deleteDatabase('spare');
      deleting.onsuccess = resolve;
      deleting.onerror = reject;
    });
    await fill(filler);
    filler.close();
  });
}

test('storage that is full at the photo keeps the text and says so', async ({ as, browser, device, server }) => {
  const pocket = await device(phone);
  const page = await pocket.newPage();
  // Chromium reads the quota once, with the first thing that is stored.
  const control = await pocket.newCDPSession(page);
  await control.send('Storage.overrideQuotaForOrigin', { origin: server.url, quotaSize: 32 << 20 });
  await signIn(page, 'grid05');
  await readyForOffline(page);
  await pocket.setOffline(true);
  await expectNetwork(page, 'offline');
  await fillStorage(page);

  const photo = asFile('street.jpg', await drawJpeg(browser, 2400, 1800));
  await page.getByTestId('photo-input').setInputFiles([photo]);
  await expect(page.locator('.picker__item[data-stored=false]')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('本机存储已满，照片没有存下')).toBeVisible();
  await describe(page, { item: '污水井盖', description: '存储已满时写下的说明' });
  const ticket = await submitReport(page);
  await expectWaiting(page, 1);

  await pocket.setOffline(false);
  const grid = await as('grid05');
  await expect.poll(async () => (await grid.ticket(ticket))?.description).toBe('污水井盖。存储已满时写下的说明');
  await expectWaiting(page, 0);
});
