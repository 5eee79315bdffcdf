import { describe, expectNetwork, expectWaiting, fillIn, readyForOffline, signIn, submitReport } from '../support/pages.ts';
import { expect, tablet, test } from '../support/test.ts';

test('on a shared tablet nobody sees or sends what somebody else has not sent yet', async ({ as, device }) => {
  const shared = await device(tablet);
  const page = await shared.newPage();
  const words = '甲在平板上离线上报的这一件';
  const [anne, bert] = [await as('caller05'), await as('caller06')];
  await signIn(page, 'caller05', '/report');
  await readyForOffline(page);
  await shared.setOffline(true);
  await expectNetwork(page, 'offline');
  await describe(page, { description: words });
  const ticket = await submitReport(page);
  await expectWaiting(page, 1);

  // Signing out says what stays, and whose it is.
  await page.getByTestId('account-link').click();
  const farewell = page.getByRole('main');
  await expect(farewell).toContainText(`还有 1 件没有传完。退出后它们留在本机，${anne.person.name}再次登录时继续上传。`);
  await page.getByTestId('sign-out').click();
  await expect(page.getByTestId('sign-in')).toBeVisible();

  // Somebody else, with coverage: nothing of it is in sight, and nothing is sent.
  await shared.setOffline(false);
  await fillIn(page, 'caller06');
  await expectNetwork(page, 'online');
  await expectWaiting(page, 0);
  await page.getByTestId('tab-queue').click();
  await expect(page).toHaveURL(/\/queue$/);
  await expect(page.getByTestId('queue-item')).toHaveCount(0);
  await page.getByTestId('tab-mine').click();
  await expect(page).toHaveURL(/\/mine$/);
  await expect(page.getByText(words)).toHaveCount(0);
  // A whistle of the second person goes through; the first one's stays where it is.
  await page.getByTestId('tab-report').click();
  await describe(page, { description: '乙在同一台平板上报的一件' });
  const second = await submitReport(page);
  await expect.poll(async () => (await bert.ticket(second))?.reported_by).toBe(bert.person.id);
  await expectWaiting(page, 0);
  expect(await anne.ticketsAbout(words)).toEqual([]);
  expect(await bert.ticketsAbout(words)).toEqual([]);

  // The first person again: it goes, as theirs.
  await page.getByTestId('account-link').click();
  await page.getByTestId('sign-out').click();
  await fillIn(page, 'caller05');
  await expect.poll(async () => (await anne.ticket(ticket))?.reported_by).toBe(anne.person.id);
  await expectWaiting(page, 0);
  expect((await anne.ticketsAbout(words)).map(({ id }) => id)).toEqual([ticket]);
});
