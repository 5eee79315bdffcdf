import type { Locator, Page } from '@playwright/test';

import { begin, describe, expectNetwork, expectWaiting, readyForOffline, signIn, submitReport } from '../support/pages.ts';
import { asFile, drawJpeg } from '../support/photo.ts';
import { desktop, expect, phone, test } from '../support/test.ts';

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

/** Puts a photo into the picker for which there is no room. */
async function addUnstored(scope: Page | Locator, photo: ReturnType<typeof asFile>): Promise<void> {
  await scope.getByTestId('photo-input').setInputFiles([photo]);
  await expect(scope.locator('.picker__item[data-stored=false]')).toBeVisible({ timeout: 30_000 });
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
  await addUnstored(page, photo);
  await expect(page.getByText('本机存储已满，照片没有存下')).toBeVisible();
  await describe(page, { item: '污水井盖', description: '存储已满时写下的说明' });
  const ticket = await submitReport(page);
  await expectWaiting(page, 1);

  await pocket.setOffline(false);
  const grid = await as('grid05');
  await expect.poll(async () => (await grid.ticket(ticket))?.description).toBe('存储已满时写下的说明');
  await expectWaiting(page, 0);
});

test('a step without room for its photo is saved if it has a meaning without it', async ({ as, browser, device }) => {
  const photo = asFile('street.jpg', await drawJpeg(browser, 2400, 1800));
  const [grid, centre, unit] = [await as('grid05'), await as('supervisor05'), await as('specialist05')];
  const ticket = await grid.command('whistle', { description: '存储已满时补充的这一件' });

  const pocket = await (await device(phone)).newPage();
  await signIn(pocket, 'grid05', `/tickets/${ticket}`);
  await letStorageBeFull(pocket);
  const note = await begin(pocket, 'add_note');
  await addUnstored(note, photo);
  await expect(note.getByText('文字会正常保存')).toBeVisible();
  await note.locator('#note-text').fill('照片没有存下的备注');
  await pocket.getByTestId('submit-add_note').click();
  await expect(pocket.getByTestId('saved')).toContainText('已保存');
  await expect(pocket.getByTestId('photos-left-out')).toContainText('1 张照片没有存下');
  await expect.poll(async () => (await grid.ticket(ticket))?.events.at(-1)?.text).toBe('照片没有存下的备注');

  await centre.command('accept', {}, ticket);
  await centre.command('dispatch', { lead: 'D05', co_responsible: [] }, ticket);
  await unit.command('sign', {}, ticket);
  const office = await (await device(desktop)).newPage();
  await signIn(office, 'specialist05', `/tickets/${ticket}`);
  await letStorageBeFull(office);
  const result = await begin(office, 'report_result');
  await addUnstored(result, photo);
  await expect(result.getByText('这一步要有照片才能保存')).toBeVisible();
  await result.locator('#result-text').fill('已经修好');
  await office.getByTestId('submit-report_result').click();
  await expect(result.getByText('本机存储已满，没有存下')).toBeVisible();
  await expect(result.locator('#result-text')).toHaveValue('已经修好');
  expect((await unit.ticket(ticket))?.status).toBe('handling');
});
