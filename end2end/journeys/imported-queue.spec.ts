import { readFile } from 'node:fs/promises';

import type { Page } from '@playwright/test';

import { addPhotos, describe, expectNetwork, expectWaiting, readyForOffline, signIn, submitReport } from '../support/pages.ts';
import { asFile, drawJpeg } from '../support/photo.ts';
import { desktop, expect, phone, test } from '../support/test.ts';

/** Saves the queue to a file, as its person does. */
async function exported(page: Page): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  await page.getByTestId('network-state').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export').click()]);
  return { name: download.suggestedFilename(), mimeType: 'application/json', buffer: await readFile(await download.path()) };
}

test('a queue that was saved to a file goes up from another device of its owner, once', async ({ as, browser, device }) => {
  const street = asFile('street.jpg', await drawJpeg(browser, 2000, 1500));
  const pocket = await device(phone);
  const page = await pocket.newPage();
  await signIn(page, 'grid09', '/report');
  await readyForOffline(page);
  await pocket.setOffline(true);
  await expectNetwork(page, 'offline');
  await addPhotos(page, [street]);
  await describe(page, { item: '污水井盖', description: '导出到文件的一件' });
  const ticket = await submitReport(page);
  const file = await exported(page);
  expect(file.name).toMatch(/^xianghu-\d{8}\.json$/);

  // Another device, and somebody else first: the file is not theirs.
  const office = await device(desktop);
  const other = await office.newPage();
  await signIn(other, 'caller09', '/queue');
  await other.getByTestId('import').setInputFiles([file]);
  await expect(other.getByText('这些内容属于另一位登录者')).toBeVisible();
  await other.getByTestId('import').setInputFiles([{ ...file, buffer: Buffer.from('{"format":"else"}') }]);
  await expect(other.getByText('请求内容无法读取')).toBeVisible();
  await expectWaiting(other, 0);

  // Then its owner, who needs no coverage for it.
  const second = await device(phone);
  const owner = await second.newPage();
  await signIn(owner, 'grid09', '/queue');
  await readyForOffline(owner);
  await second.setOffline(true);
  await expectNetwork(owner, 'offline');
  await owner.getByTestId('import').setInputFiles([file]);
  await expect(owner.getByText('已从文件取回 1 件')).toBeVisible();
  await expectWaiting(owner, 1);
  await second.setOffline(false);
  const grid = await as('grid09');
  await expect.poll(async () => (await grid.ticket(ticket))?.photos[0]?.received, { timeout: 30_000 }).toBe(true);
  await expectWaiting(owner, 0);
  await owner.getByTestId('import').setInputFiles([file]);
  await expect(owner.getByText('文件里的这里都有了')).toBeVisible();

  // The device that saved the file comes back: nothing is there twice.
  await pocket.setOffline(false);
  await expectWaiting(page, 0);
  expect((await grid.ticketsAbout('导出到文件的一件')).map(({ id }) => id)).toEqual([ticket]);
  expect((await grid.ticket(ticket))?.photos).toHaveLength(1);
});

test('an administrator brings in what somebody else could not send, with its photo', async ({ as, browser, device }) => {
  const pocket = await device(phone);
  const page = await pocket.newPage();
  await signIn(page, 'grid10', '/report');
  await readyForOffline(page);
  await pocket.setOffline(true);
  await expectNetwork(page, 'offline');
  await addPhotos(page, [asFile('street.jpg', await drawJpeg(browser, 2000, 1500))]);
  await describe(page, { item: '污水井盖', description: '请管理员代传的一件' });
  const ticket = await submitReport(page);
  const file = await exported(page);

  const office = await (await device(desktop)).newPage();
  await signIn(office, 'admin01', '/people');
  await office.getByTestId('import-for-author').setInputFiles([file]);
  await expect(office.getByText('已收到 1 件。')).toBeVisible();
  const grid = await as('grid10');
  const arrived = await grid.ticket(ticket);
  expect(arrived).toMatchObject({ reported_by: grid.person.id, description: '请管理员代传的一件' });
  expect(arrived?.photos.map(({ received }) => received)).toEqual([true]);
});
