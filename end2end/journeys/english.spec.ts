import { fillIn } from '../support/pages.ts';
import { desktop, expect, phone, test } from '../support/test.ts';

const english = { ...phone, locale: 'en-GB' };

test('a browser that asks for English gets it, from the first frame on', async ({ device }) => {
  const page = await (await device(english)).newPage();
  const answer = await page.goto('/');
  expect(await answer!.text()).toContain('<html lang="en"');
  await expect(page.getByTestId('sign-in')).toHaveText('Sign in');
  await fillIn(page, 'grid13');
  await expect(page.getByTestId('network-state')).toContainText('Online');
  for (const tab of ['tasks', 'mine', 'messages', 'report']) {
    await page.getByTestId(`tab-${tab}`).click();
    await expect(page.getByTestId(`tab-${tab}`)).toHaveAttribute('aria-current', 'page');
    await expect(page.getByRole('main')).not.toBeEmpty();
  }
  await page.locator('#description').fill('A lamp that does not burn');
  await page.getByTestId('submit-report').click();
  await expect(page.getByTestId('saved-notice')).toContainText('Saved');
});

test('the language that somebody chose is remembered, without coverage too', async ({ device }) => {
  const context = await device(phone);
  const page = await context.newPage();
  await page.goto('/sign-in');
  await expect(page.getByTestId('sign-in')).toBeEnabled();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await fillIn(page, 'grid14');
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await context.setOffline(true);
  await page.goto('/queue');
  await expect(page.getByTestId('network-state')).toContainText('Offline');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test('refusals come in the language of the page', async ({ device }) => {
  const page = await (await device({ ...desktop, locale: 'en-GB' })).newPage();
  await page.goto('/sign-in');
  await page.locator('#username').fill('nobody');
  await page.locator('#password').fill('wrong-password');
  await page.getByTestId('sign-in').click();
  await expect(page.getByRole('alert')).toContainText(/password/i);
});
