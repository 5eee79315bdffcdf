import type { BrowserContext, Page } from '@playwright/test';

import { addPhotos, begin, describe, expectNetwork, expectWaiting, finish, readyForOffline, signIn, submitReport } from '../support/pages.ts';
import { asFile, drawJpeg } from '../support/photo.ts';
import { password } from '../support/server.ts';
import { expect, here, phone, test } from '../support/test.ts';

/** From here on photos take until they are let through. */
async function holdPhotos(page: Page): Promise<() => Promise<void>> {
  await page.evaluate(() => {
    const shrinking = window as unknown as { shrinkPhoto: (...photo: unknown[]) => Promise<unknown> };
    const shrink = shrinking.shrinkPhoto;
    const held = new Promise<void>((resolve) => Object.assign(window, { letPhotosThrough: resolve }));
    shrinking.shrinkPhoto = async (...photo) => {
      await held;
      return shrink(...photo);
    };
  });
  return () => page.evaluate(() => (window as unknown as { letPhotosThrough: () => void }).letPhotosThrough());
}

test('no form is saved while one of its photos is still being shrunk', async ({ as, browser, device }) => {
  const page = await (await device(phone)).newPage();
  const photo = asFile('street.jpg', await drawJpeg(browser, 1200, 900));
  await signIn(page, 'grid15');
  let letThrough = await holdPhotos(page);
  await page.getByTestId('photo-input').setInputFiles([photo]);
  await describe(page, { description: '照片还没处理完就想上报的一件' });
  const submit = page.getByTestId('submit-report');
  await expect(submit).toBeDisabled();
  await expect(submit).toHaveText('照片处理好就能保存');
  await letThrough();
  await expect(submit).toBeEnabled();
  const ticket = await submitReport(page);
  const grid = await as('grid15');
  await expect.poll(async () => (await grid.ticket(ticket))?.photos.length).toBe(1);

  await page.goto(`/tickets/${ticket}`);
  const note = await begin(page, 'add_note');
  letThrough = await holdPhotos(page);
  await note.locator('#note-text').fill('另一面也有裂缝');
  await note.getByTestId('photo-input').setInputFiles([asFile('other.jpg', await drawJpeg(browser, 900, 1200))]);
  await expect(page.getByTestId('submit-add_note')).toBeDisabled();
  await letThrough();
  await finish(page, 'add_note');
  await expect.poll(async () => (await grid.ticket(ticket))?.photos.length).toBe(2);
});

test('what was filled into the form of a step is there again after the page was ended', async ({ as, browser, device }) => {
  const page = await (await device(phone)).newPage();
  const grid = await as('grid16');
  const ticket = await grid.command('whistle', { description: '填到一半的备注属于这一件' });
  await signIn(page, 'grid16', `/tickets/${ticket}`);
  let note = await begin(page, 'add_note');
  await note.locator('#note-text').fill('相机打开时页面被系统关掉');
  await addPhotos(note, [asFile('street.jpg', await drawJpeg(browser, 1200, 900))]);

  await page.reload();
  await expect(page.getByTestId('action-add_note')).toContainText('有草稿');
  note = await begin(page, 'add_note');
  await expect(note.locator('#note-text')).toHaveValue('相机打开时页面被系统关掉');
  await expect(note.locator('.picker__item[data-stored=true]')).toHaveCount(1);
  await finish(page, 'add_note');
  await expect(page.getByTestId('action-add_note')).not.toContainText('有草稿');
  await expect.poll(async () => (await grid.ticket(ticket))?.photos[0]?.received, { timeout: 30_000 }).toBe(true);
  await page.reload();
  note = await begin(page, 'add_note');
  await expect(note.locator('#note-text')).toHaveValue('');
  const notes = (await grid.ticket(ticket))!.events.filter((event) => event.kind === 'add_note');
  expect(notes.map((event) => event.text)).toEqual(['相机打开时页面被系统关掉']);
});

test('a second tab with an empty form leaves the draft of the first one alone', async ({ device }) => {
  const pocket = await device(phone);
  const first = await pocket.newPage();
  await signIn(first, 'grid17');
  const second = await pocket.newPage();
  await second.goto('/report');
  await expect(second.getByTestId('place')).toContainText('误差');
  await describe(first, { description: '第一个标签页里写的' });
  await walkTo(pocket, 37.2);
  await expect(second.getByTestId('place')).toContainText('37.20000');
  await first.reload();
  await expect(first.locator('#description')).toHaveValue('第一个标签页里写的');
});

test('a form takes nothing before the page is alive', async ({ device }) => {
  // Without a worker, so that the page's files go through the network and can be held back.
  const page = await (await device({ ...phone, serviceWorkers: 'block' })).newPage();
  await signIn(page, 'grid18');
  let letThrough = () => {};
  const held = new Promise<void>((resolve) => (letThrough = resolve));
  await page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/report', { waitUntil: 'commit' });
  await expect(page.locator('#description')).toBeVisible();
  await expect(page.locator('#description')).toBeDisabled();
  await expect(page.getByTestId('photo-input')).toBeDisabled();
  letThrough();
  await expect(page.locator('#description')).toBeEnabled();
  await describe(page, { description: '页面活了之后写的' });
  await expect(page.locator('#description')).toHaveValue('页面活了之后写的');
});

test('signing in takes what is typed before the page is alive, and the form is not drawn anew', async ({ device }) => {
  const pocket = await device({ ...phone, serviceWorkers: 'block' });
  const page = await pocket.newPage();
  await signIn(page, 'grid17');
  // The session ended; the device still knows who was here.
  await pocket.clearCookies();
  let letThrough = () => {};
  const held = new Promise<void>((resolve) => (letThrough = resolve));
  await page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/sign-in', { waitUntil: 'commit' });
  const field = await page.waitForSelector('#username');
  await field.fill('grid');
  letThrough();
  await expectNetwork(page, 'sign_in');
  await page.keyboard.type('17');
  expect(await field.evaluate((input) => [input.isConnected, (input as HTMLInputElement).value])).toEqual([true, 'grid17']);
  await page.locator('#password').fill(password);
  await page.getByTestId('sign-in').click();
  await expect(page.getByTestId('tab-report')).toBeVisible();
  await expectNetwork(page, 'online');
});

test('a whistle leaves the queue only once the form has it, and is not located where it is taken up', async ({ device }) => {
  const pocket = await device(phone);
  const page = await pocket.newPage();
  await signIn(page, 'grid19');
  await readyForOffline(page);
  await pocket.setOffline(true);
  await expectNetwork(page, 'offline');
  await page.getByRole('button', { name: '不用定位' }).click();
  await describe(page, { description: '要取回来改的一件' });
  await submitReport(page);
  await page.getByTestId('network-state').click();
  await expect(page.getByTestId('queue-item')).toHaveCount(1);

  const full = await page.evaluateHandle(() => {
    const keep = Storage.prototype.setItem;
    Storage.prototype.setItem = () => {
      throw new DOMException('no room', 'QuotaExceededError');
    };
    return () => (Storage.prototype.setItem = keep);
  });
  await page.getByTestId('into-form').click();
  await expect(page.getByText('本机存储已满，没有存下')).toBeVisible();
  await expectWaiting(page, 1);
  await full.evaluate((makeRoom) => void makeRoom());

  await walkTo(pocket, 37.3);
  await page.getByTestId('into-form').click();
  await expect(page.locator('#description')).toHaveValue('要取回来改的一件');
  await expectWaiting(page, 0);
  await expect(page.getByTestId('place')).toContainText('之前写的，没有自动定位');
  await page.getByRole('button', { name: '用当前位置' }).click();
  await expect(page.getByTestId('place')).toContainText('37.30000');
});

/** The device is somewhere else, and knows it better than before. */
async function walkTo(pocket: BrowserContext, latitude: number): Promise<void> {
  await pocket.setGeolocation({ ...here, latitude, accuracy: 5 });
}
