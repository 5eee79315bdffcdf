import type { Page } from '@playwright/test';

import { addPhotos, describe, expectNetwork, expectWaiting, readyForOffline, signIn, submitReport } from '../support/pages.ts';
import { asFile, drawJpeg } from '../support/photo.ts';
import { expect, phone, test } from '../support/test.ts';

/** Throws the database away as a browser does that needs the room; what lies beside it stays. */
async function evict(page: Page): Promise<void> {
  const origin = new URL(page.url()).origin;
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
  await session.detach();
}

test('what the browser threw away is told by name until it has been read', async ({ as, browser, device }) => {
  const pocket = await device(phone);
  const page = await pocket.newPage();
  await signIn(page, 'grid16');
  await readyForOffline(page);
  const lost = page.getByTestId('lost');

  // Nothing was waiting.
  await evict(page);
  await page.goto('/mine');
  await expect(lost).toContainText('什么都没丢');
  await page.getByTestId('lost-understood').click();
  await expect(lost).toBeHidden();
  await expectNetwork(page, 'online');

  // Two were, one of them with a photo.
  await pocket.setOffline(true);
  await page.goto('/report');
  await expectNetwork(page, 'offline');
  await addPhotos(page, [asFile('street.jpg', await drawJpeg(browser, 1200, 900))]);
  await describe(page, { description: '被浏览器清掉的第一件' });
  await submitReport(page);
  await page.getByTestId('report-next').click();
  await describe(page, { description: '被浏览器清掉的第二件' });
  await submitReport(page);
  await expectWaiting(page, 2);
  await evict(page);
  for (const address of ['/queue', '/report']) {
    await page.goto(address);
    await expect(lost.getByRole('listitem')).toHaveCount(2);
    await expect(lost.getByRole('listitem').nth(0)).toContainText(/被浏览器清掉的第一件.*1 张照片/);
    await expect(lost.getByRole('listitem').nth(1)).toContainText('被浏览器清掉的第二件');
  }
  await page.getByTestId('lost-understood').click();
  await page.reload();
  await expect(page.getByTestId('submit-report')).toBeEnabled();
  await expect(lost).toBeHidden();
  await pocket.setOffline(false);
  await expectNetwork(page, 'online');
  expect(await (await as('grid16')).ticketsAbout('被浏览器清掉的')).toEqual([]);
});

test('a page that is open when its database is thrown away says so and goes on saving and sending', async ({ as, device }) => {
  const pocket = await device(phone);
  const page = await pocket.newPage();
  await signIn(page, 'grid17');
  await readyForOffline(page);
  await pocket.setOffline(true);
  await expectNetwork(page, 'offline');
  await describe(page, { description: '开着页面时被清掉的一件' });
  await submitReport(page);
  await page.getByTestId('report-next').click();

  await evict(page);
  await describe(page, { description: '清掉之后上报的一件' });
  const ticket = await submitReport(page);
  await expect(page.getByTestId('lost').getByRole('listitem')).toContainText(['开着页面时被清掉的一件']);
  await expectWaiting(page, 1);
  await pocket.setOffline(false);
  const grid = await as('grid17');
  await expect.poll(async () => (await grid.ticket(ticket))?.description).toBe('清掉之后上报的一件');
  await expectWaiting(page, 0);
});
