import type { Page } from '@playwright/test';

import { SiteCopy } from '../support/builds.ts';
import { describe, expectNetwork, readyForOffline, signIn, submitReport } from '../support/pages.ts';
import { Server } from '../support/server.ts';
import { expect, phone, test } from '../support/test.ts';

/** Which builds' files each page load has asked for. */
function watchBuilds(page: Page): { loads: Set<string>[] } {
  const watched = { loads: [new Set<string>()] };
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) watched.loads.push(new Set());
    const build = /\/pkg\/([^/]+)\//.exec(new URL(request.url()).pathname)?.[1];
    if (build) watched.loads.at(-1)!.add(build);
  });
  return watched;
}

/** Whether a newer build is ready and waits to be let in. */
async function waitingWorker(page: Page): Promise<boolean> {
  return page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting));
}

test('a new build is offered while the old one is open, keeps the draft, and the two are never mixed', async ({
  device,
}) => {
  const site = await SiteCopy.make();
  const [old, next] = [await site.build(), 'nextbuild001'];
  const server = await Server.start(site.path);
  try {
    const pocket = await device(phone, server.url);
    const page = await pocket.newPage();
    const { loads } = watchBuilds(page);
    await signIn(page, 'grid01', '/report');
    await readyForOffline(page);
    // From here on the worker stands between page and server.
    await page.reload();
    await expect(page.getByTestId('submit-report')).toBeEnabled();
    await describe(page, { item: '道路破损', description: '写到一半的说明', address: '成山大道中段' });

    await server.pause();
    await site.add(next);
    await server.resume();
    // Nothing covers a form that is in use; on the next page the offer is there.
    await expect.poll(() => waitingWorker(page), { timeout: 30_000 }).toBe(true);
    await expect(page.locator('#description')).toHaveValue('写到一半的说明');
    await expect(page.getByTestId('update-offer')).toBeHidden();
    await page.getByTestId('tab-mine').click();
    await expect(page.getByTestId('update-offer')).toContainText('有新版本');

    // A second tab meanwhile runs one of the two, whole.
    const second = await pocket.newPage();
    const other = watchBuilds(second);
    await second.goto('/mine');
    await expect(second.getByTestId('account-link')).toBeVisible();
    await second.close();

    await page.getByTestId('update-offer').getByRole('button', { name: '刷新' }).click();
    await expect.poll(() => [...(loads.at(-1) ?? [])]).toEqual([next]);
    await page.getByTestId('tab-report').click();
    await expect(page.getByTestId('submit-report')).toBeEnabled();
    await expect(page.locator('#description')).toHaveValue('写到一半的说明');
    await expect(page.locator('#address')).toHaveValue('成山大道中段');
    await expect(page.getByTestId('item').filter({ hasText: '道路破损' })).toHaveAttribute('aria-pressed', 'true');
    await expect(page.getByTestId('update-offer')).toBeHidden();

    const builds = [...loads, ...other.loads].filter((load) => load.size > 0).map((load) => [...load]);
    expect(builds.every((load) => load.length === 1), JSON.stringify(builds)).toBe(true);
    expect(builds[0]).toEqual([old]);

    // The new build starts without coverage, and what was half written can be sent.
    await pocket.setOffline(true);
    await page.reload();
    await expect(page.locator('#description')).toHaveValue('写到一半的说明');
    await submitReport(page);
    await pocket.setOffline(false);
    await expect(page.getByTestId('waiting-count')).toHaveAttribute('data-count', '0');
  } finally {
    await server.stop();
    await site.remove();
  }
});

test('a new build is let in although the old one is still at work in the background, and is not offered to itself', async ({
  device,
}) => {
  const site = await SiteCopy.make();
  const next = 'nextbuild001';
  const server = await Server.start(site.path);
  try {
    const pocket = await device(phone, server.url);
    const page = await pocket.newPage();
    const { loads } = watchBuilds(page);
    await signIn(page, 'grid01', '/mine');
    await readyForOffline(page);
    await page.reload();
    await expectNetwork(page, 'online');

    await server.pause();
    await site.add(next);
    await server.resume();
    await expect(page.getByTestId('update-offer')).toContainText('有新版本', { timeout: 30_000 });

    // A pass whose request hangs: the worker waits for its turn, and a worker at work is not replaced.
    await page.evaluate(async () => {
      void navigator.locks.request('xianghu-pass', { steal: true }, () => new Promise(() => {}));
      const { sync } = (await navigator.serviceWorker.ready) as unknown as { sync: { register(tag: string): Promise<void> } };
      await sync.register('outbox');
    });
    await expect.poll(() => page.evaluate(async () => (await navigator.locks.query()).pending?.length)).toBe(1);

    await page.getByTestId('update-offer').getByRole('button', { name: '刷新' }).click();
    await expect.poll(() => [...(loads.at(-1) ?? [])]).toEqual([next]);
    await expectNetwork(page, 'online');
    await expect(page.getByTestId('update-offer')).toBeHidden();
  } finally {
    await server.stop();
    await site.remove();
  }
});
