import { expectNetwork, readyForOffline, signIn } from '../support/pages.ts';
import { desktop, expect, phone, test } from '../support/test.ts';

test('a desk that was opened once opens without coverage', async ({ device }) => {
  const place = await device(desktop);
  const page = await place.newPage();
  await signIn(page, 'supervisor03', '/desk');
  await readyForOffline(page);
  await place.setOffline(true);
  await expectNetwork(page, 'offline');
  await page.goto('/list');
  await expect(page.getByTestId('list-row').first()).toBeVisible();
});

test('a phone in the field says which pages it has not got, and goes on working', async ({ device }) => {
  const pocket = await device(phone);
  const page = await pocket.newPage();
  await signIn(page, 'grid11', '/report');
  await readyForOffline(page);
  await pocket.setOffline(true);
  await expectNetwork(page, 'offline');
  await page.goto('/list');
  await expect(page.getByText('本机还没有这个页面')).toBeVisible();
  await page.getByRole('link', { name: '上报' }).last().click();
  await expect(page.getByTestId('submit-report')).toBeEnabled();
  await pocket.setOffline(false);
  await page.goto('/list');
  await expect(page.getByTestId('list-row').first()).toBeVisible();
});
