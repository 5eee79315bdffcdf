import { setTimeout as pause } from 'node:timers/promises';

import type { Page } from '@playwright/test';

import { Link, floor, type Speed } from '../support/link.ts';
import { fillOutbox } from '../support/outbox.ts';
import { expectWaiting, readyForOffline, signIn } from '../support/pages.ts';
import { drawJpeg } from '../support/photo.ts';
import { expect, phone, test } from '../support/test.ts';
import { inTurns, median, ratios, report, spread } from './measure.ts';
import { slowDown } from './phone.ts';

/** Poor coverage: 1 Mbit/s up, 4 Mbit/s down, 100 ms there and back. */
const poor: Speed = { up: 125_000, down: 500_000, roundTrip: 100 };
const whistles = 500;
const pairs = 10;
/** Milliseconds for which each of the two has the link to itself. */
const turn = 4_000;

/** Goes online with a full queue over a slow link; says when it did so. */
async function goOnline(page: Page, link: Link): Promise<number> {
  await page.context().setOffline(true);
  await page.goto('/queue');
  await expectWaiting(page, whistles);
  await slowDown(page);
  link.run(poor);
  const begun = performance.now();
  await page.context().setOffline(false);
  return begun;
}

async function uploadRaw(page: Page, bytes: number): Promise<void> {
  await page.evaluate(
    async ({ to, size }) => void (await fetch(to, { method: 'POST', body: new Uint8Array(size) })),
    { to: floor, size: bytes },
  );
}

test('texts of 500 queued whistles over a slow link', async ({ device, server }, info) => {
  const link = await Link.before(server.port);
  const beside = await (await device(phone, link.url)).newPage();
  await beside.goto('/healthz');
  let bytes = 0;
  const taken = await inTurns(
    pairs,
    async (n) => {
      link.run();
      const pocket = await device(phone, link.url);
      const page = await pocket.newPage();
      await signIn(page, `grid${String(n + 1).padStart(2, '0')}`);
      await readyForOffline(page);
      bytes = (await fillOutbox(page, whistles)).texts;
      const begun = await goOnline(page, link);
      await expect(page.getByTestId('waiting-count')).toHaveAttribute('data-count', '0', { timeout: 120_000 });
      await pocket.close();
      const pushes = link.exchanges.filter(({ path, ended }) => path.startsWith('/sync/v1/push') && ended > begun);
      return pushes.at(-1)!.ended - begun;
    },
    async () => {
      link.run(poor);
      const begun = performance.now();
      await uploadRaw(beside, bytes || 400_000);
      return link.exchanges.at(-1)!.ended - begun;
    },
  );
  await link.end();
  const times = ratios(taken);
  report(info, {
    metric: `texts of ${whistles} queued whistles, 1 Mbit/s and 100 ms, s`,
    ours: spread(taken.ours.map((ms) => ms / 1000), 2),
    floor: spread(taken.floor.map((ms) => ms / 1000), 2),
    ratio: spread(times, 2),
    target: '≤ 1.1',
    met: median(times) <= 1.1,
  });
});

test('photos of 500 queued whistles over a slow link', async ({ browser, device, server }, info) => {
  const link = await Link.before(server.port);
  const beside = await (await device(phone, link.url)).newPage();
  await beside.goto('/healthz');
  const pocket = await device(phone, link.url);
  const page = await pocket.newPage();
  await signIn(page, 'grid22');
  await readyForOffline(page);
  const filled = await fillOutbox(page, whistles, await drawJpeg(browser, 1200, 900));
  await goOnline(page, link);
  const isPart = ({ method, path }: { method: string; path: string }) => method === 'PUT' && path.includes('/photos/');
  await expect.poll(() => link.exchanges.filter(isPart).length, { timeout: 120_000 }).toBeGreaterThan(5);

  // A second upload beside them, each stopped where it is while the other has the link.
  const raw = uploadRaw(beside, (pairs + 2) * (turn / 1000) * poor.up).catch(() => undefined);
  const passed = async (user: 'app' | 'floor') => {
    link.close(user === 'app' ? 'floor' : 'app');
    const [before, begun] = [link.sent[user], performance.now()];
    await pause(turn);
    return ((link.sent[user] - before) / (performance.now() - begun)) * 1000;
  };
  const taken = await inTurns(pairs, () => passed('app'), () => passed('floor'));
  link.run();
  link.open();
  await raw;
  // What was stopped and started so often arrives all the same.
  await expect(page.getByTestId('waiting-count')).toHaveAttribute('data-count', '0', { timeout: 600_000 });
  const sent = link.exchanges.filter(isPart).reduce((sum, exchange) => sum + exchange.sent, 0);
  expect(sent / filled.photos, 'bytes sent for each byte of photo').toBeLessThan(1.02);
  await link.end();
  const goodput = ratios(taken);
  report(info, {
    metric: `photos of ${whistles} queued whistles, ${Math.round(filled.photos / whistles / 1000)} KB each, KB/s`,
    ours: spread(taken.ours.map((rate) => rate / 1000), 1),
    floor: spread(taken.floor.map((rate) => rate / 1000), 1),
    ratio: spread(goodput, 2),
    target: '≥ 0.95',
    met: median(goodput) >= 0.95,
  });
});
