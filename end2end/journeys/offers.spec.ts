import type { Page } from '@playwright/test';

import { describe, expectWaiting, signIn, submitReport } from '../support/pages.ts';
import { expect, phone, test } from '../support/test.ts';

/** Chromium offers to install only what somebody has used for a while: the page is told so at once. */
async function offerToInstall(page: Page): Promise<void> {
  await page.evaluate(() => {
    const offer = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
      prompt: () => document.documentElement.setAttribute('data-asked', ''),
    });
    window.dispatchEvent(offer);
  });
}

test('installing is offered to whoever has saved something, while nothing is being written, and once', async ({ device }) => {
  const page = await (await device(phone)).newPage();
  await signIn(page, 'grid11', '/report');
  await offerToInstall(page);
  await expect(page.getByTestId('submit-report')).toBeEnabled();
  await expect(page.getByTestId('install-offer')).toBeHidden();
  await describe(page, { description: '装应用之前报的一件' });
  await submitReport(page);
  await expectWaiting(page, 0);
  const offer = page.getByTestId('install-offer');
  await expect(offer).toContainText('安装到桌面');
  await page.getByTestId('report-next').click();
  await expect(offer).toBeVisible();
  await describe(page, { description: '又写了一点' });
  await expect(offer).toBeHidden();
  await page.locator('#description').fill('');
  await offer.getByRole('button', { name: '不用了' }).click();
  await expect(offer).toBeHidden();

  await page.reload();
  await expect(page.getByTestId('submit-report')).toBeEnabled();
  await offerToInstall(page);
  await page.getByTestId('account-link').click();
  await expect(offer).toBeHidden();
  // Whoever changes their mind finds it with their account.
  await page.getByTestId('install').click();
  await expect(page.locator('html')).toHaveAttribute('data-asked');
  await expect(page.getByTestId('install')).toBeHidden();
});
