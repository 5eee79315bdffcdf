/** Saves every role's pages into `results/`, for people to look at. Run with `npm run screenshots`. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { describe, expectNetwork, readyForOffline, signIn, submitReport } from '../support/pages.ts';
import { desktop, expect, test } from '../support/test.ts';

const results = path.resolve(import.meta.dirname, '../results');
const sizes = [
  { width: 360, height: 800 },
  { width: 820, height: 1180 },
  { width: 1440, height: 900 },
];
const roles: Record<string, string[]> = {
  grid07: ['/', '/tasks', '/mine', '/messages', '/queue', '/account'],
  caller07: ['/', '/report', '/mine', '/queue'],
  specialist01: ['/', '/queue'],
  supervisor01: ['/', '/figures', '/queue'],
  leader01: ['/', '/desk'],
  admin01: ['/', '/desk', '/account'],
  team01: ['/', '/mine'],
};

type Snap = (name: string) => Promise<void>;

function snapper(page: import('@playwright/test').Page, folder: string): Snap {
  return async (name) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const size of sizes) {
        await page.setViewportSize(size);
        const file = `${folder}-${name}-${size.width}-${colorScheme}.png`;
        await page.screenshot({ path: path.join(results, file) });
      }
    }
  };
}

test.beforeAll(() => mkdir(results, { recursive: true }));

test('signing in', async ({ device }) => {
  const page = await (await device(desktop)).newPage();
  await page.goto('/sign-in');
  await expect(page.getByTestId('sign-in')).toBeEnabled();
  await snapper(page, 'nobody')('sign-in');
});

for (const [username, addresses] of Object.entries(roles)) {
  test(`pages of ${username}`, async ({ as, device }) => {
    const page = await (await device(desktop)).newPage();
    const snap = snapper(page, username);
    await signIn(page, username);
    for (const address of addresses) {
      const fetched = page.waitForResponse(/\/sync\/v1\/pull/);
      await page.goto(address);
      await fetched;
      await snap(address === '/' ? 'home' : address.slice(1));
    }
    const answer = await (await as(username)).get('/api/v1/tickets?limit=1');
    const { tickets } = (await answer.json()) as { tickets: { id: string }[] };
    if (tickets[0]) {
      await page.goto(`/tickets/${tickets[0].id}`);
      await expect(page.getByTestId('ticket-pane')).toBeVisible();
      await snap('ticket');
      await page.goto(`/desk?queue=all&ticket=${tickets[0].id}`);
      await expect(page.getByTestId('ticket-pane')).toBeVisible();
      await snap('desk-ticket');
    }
  });
}

test('a phone without coverage', async ({ device }) => {
  const context = await device(desktop);
  const page = await context.newPage();
  const snap = snapper(page, 'offline');
  await signIn(page, 'grid08');
  await readyForOffline(page);
  await context.setOffline(true);
  await expectNetwork(page, 'offline');
  await describe(page, { item: '污水井盖', phrase: '破损', address: '青山路农商行门口' });
  await snap('filled-in');
  await submitReport(page);
  await snap('saved');
  await page.goto('/queue');
  await expect(page.getByTestId('queue-item')).toHaveCount(1);
  await snap('queue');
  await page.goto('/mine');
  await snap('mine');
});
