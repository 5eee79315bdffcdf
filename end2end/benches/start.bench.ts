import type { BrowserContext, Page } from '@playwright/test';

import { readyForOffline, signIn } from '../support/pages.ts';
import { Proxy } from '../support/proxy.ts';
import { expect, phone, test } from '../support/test.ts';
import { inTurns, median, ratios, report, spread } from './measure.ts';
import { slowDown } from './phone.ts';

const pairs = 20;

declare global {
  interface Window {
    /** When the form could be used, in milliseconds since the navigation. */
    usable?: number;
  }
}

function watchForm(): void {
  const look = () => {
    if (window.usable === undefined && document.querySelector('[data-testid=submit-report]:enabled')) {
      window.usable = performance.now();
    }
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
}

/** Opens the report page in a fresh tab and looks when it was painted first. */
async function start(pocket: BrowserContext, shown: string): Promise<{ page: Page; painted: number }> {
  const page = await pocket.newPage();
  await slowDown(page);
  await page.goto('/report');
  await expect(page.locator(shown)).toBeVisible();
  const painted = () =>
    page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN);
  await expect.poll(painted).toBeGreaterThan(0);
  return { page, painted: await painted() };
}

test('starting without coverage', async ({ device, server }, info) => {
  const pocket = await device(phone);
  await pocket.addInitScript(watchForm);
  const page = await pocket.newPage();
  await signIn(page, 'grid01', '/report');
  await readyForOffline(page);
  await pocket.setOffline(true);
  await page.goto('/report');
  await expect(page.getByTestId('submit-report')).toBeEnabled();

  // The floor: what that page looks like, as HTML that does nothing, from the same worker with the same files beside it.
  const still = await page.evaluate(() => {
    document.querySelectorAll('script, link[rel=modulepreload], link[rel=preload]').forEach((part) => part.remove());
    const loaded = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
    for (const file of new Set(loaded.filter((path) => /\.(js|wasm)$/.test(path)))) {
      const link = document.createElement('link');
      Object.assign(link, { rel: 'preload', as: 'fetch', href: file, crossOrigin: 'anonymous' });
      document.head.append(link);
    }
    return `<!DOCTYPE html>${document.documentElement.outerHTML}`;
  });
  await page.close();
  const proxy = await Proxy.before(server.port);
  proxy.answer('/shell', still);
  const floor = await device(phone, proxy.url);
  const first = await floor.newPage();
  await signIn(first, 'grid01', '/report');
  await readyForOffline(first);
  await first.close();
  await floor.setOffline(true);

  const usable: number[] = [];
  const taken = await inTurns(
    pairs,
    async () => {
      const { page: tab, painted } = await start(pocket, '[data-testid=submit-report]:enabled');
      usable.push(await tab.evaluate(() => window.usable!));
      await tab.close();
      return painted;
    },
    async () => {
      const { page: tab, painted } = await start(floor, '[data-testid=submit-report]');
      await tab.close();
      return painted;
    },
  );
  await proxy.close();
  const times = ratios(taken);
  report(info, {
    metric: 'start without coverage → first paint, ms',
    ours: spread(taken.ours),
    floor: spread(taken.floor),
    ratio: spread(times, 2),
    target: '≤ 1.2',
    met: median(times) <= 1.2,
  });
  report(info, {
    metric: 'start without coverage → form usable, ms',
    ours: spread(usable),
    floor: '–',
    ratio: '–',
    target: '≤ 1000',
    met: median(usable) <= 1000,
  });
});
