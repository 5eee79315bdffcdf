import type { Page } from '@playwright/test';

import { describe, expectNetwork, expectWaiting, readyForOffline, signIn, submitReport } from '../support/pages.ts';
import { asFile, drawJpeg } from '../support/photo.ts';
import { expect, phone, test } from '../support/test.ts';

/**
 * Makes storage answer as a full one does: nothing fits, and once something was taken away no more than words. Chromium
 * goes by what was free when it last looked, so that filling it for real lets now a photo pass and now refuses a word.
 */
async function letStorageBeFull(page: Page): Promise<void> {
  await page.evaluate(() => {
    let room = 0;
    const full = () => new DOMException('no room', 'QuotaExceededError');
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (value: unknown, key?: IDBValidKey) {
      const size = value instanceof Uint8Array ? value.byteLength : String(value).length;
      if (size > room) throw full();
      return put.call(this, value, key);
    };
    Cache.prototype.put = () => Promise.reject(full());
    const remove = Cache.prototype.delete;
    Cache.prototype.delete = async function (request: RequestInfo | URL, options?: CacheQueryOptions) {
      const removed = await remove.call(this, request, options);
      if (removed) room = 100_000;
      return removed;
    };
  });
}

test('storage that is full at the photo keeps the text and says so', async ({ as, browser, device }) => {
  const pocket = await device(phone);
  const page = await pocket.newPage();
  await signIn(page, 'grid05');
  await readyForOffline(page);
  await pocket.setOffline(true);
  await expectNetwork(page, 'offline');
  await letStorageBeFull(page);

  const photo = asFile('street.jpg', await drawJpeg(browser, 2400, 1800));
  await page.getByTestId('photo-input').setInputFiles([photo]);
  await expect(page.locator('.picker__item[data-stored=false]')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('本机存储已满，照片没有存下')).toBeVisible();
  await describe(page, { item: '污水井盖', description: '存储已满时写下的说明' });
  const ticket = await submitReport(page);
  await expectWaiting(page, 1);

  await pocket.setOffline(false);
  const grid = await as('grid05');
  await expect.poll(async () => (await grid.ticket(ticket))?.description).toBe('存储已满时写下的说明');
  await expectWaiting(page, 0);
});
