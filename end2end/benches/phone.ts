/** What makes a desktop browser as slow as a cheap phone. */
import type { Page } from '@playwright/test';

/** A quarter of the machine's speed, for this page. */
export async function slowDown(page: Page, times = 4): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: times });
}
