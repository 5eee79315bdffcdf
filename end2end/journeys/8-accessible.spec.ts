import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import type { Page } from '@playwright/test';
import type axe from 'axe-core';

import type { Api } from '../support/api.ts';
import { signIn } from '../support/pages.ts';
import { desktop, expect, test } from '../support/test.ts';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const widths = [
  { width: 360, height: 800 },
  { width: 820, height: 1180 },
  { width: 1440, height: 900 },
];

/** Until nothing moves any more: halfway between light and dark nobody could read anything. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
  });
}

/** What axe finds serious or critical on the page as it is. */
async function findings(page: Page): Promise<string[]> {
  // As a whole rather than as a script of the page, which our own policy forbids.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  return page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, help, nodes }) =>
        nodes.map(({ target, any }) => `${id}: ${help} – ${target.join(' ')}: ${any[0]?.message ?? ''}`),
      );
  });
}

/** Looks at one address at every width, and in the dark: colours are the same at each. */
async function examine(page: Page, address: string, shown: string): Promise<void> {
  await page.goto(address);
  await expect(page.locator(shown).first()).toBeVisible();
  for (const [colorScheme, sizes] of [
    ['light', widths],
    ['dark', widths.slice(-1)],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const size of sizes) {
      await page.setViewportSize(size);
      await settled(page);
      expect.soft(await findings(page), `${address} at ${size.width} px, ${colorScheme}`).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect.soft(overflow, `${address} at ${size.width} px is wider than the screen`).toBeLessThanOrEqual(0);
    }
  }
}

/** Some ticket of this person's in this status. */
async function some(api: Api, status: string): Promise<string> {
  const answer = await api.get(`/api/v1/tickets?limit=1&status=${status}`);
  const { tickets } = (await answer.json()) as { tickets: { id: string }[] };
  expect(tickets.length, `a ticket that is ${status}`).toBeGreaterThan(0);
  return tickets[0]!.id;
}

interface Place {
  address: string;
  /** What stands on the page once it is whole. */
  shown: string;
}

const account: Place = { address: '/account', shown: '[data-testid=session]' };
const list: Place[] = [
  { address: '/list', shown: '[data-testid=list-row]' },
  { address: '/list/0102', shown: '[data-testid=entry]' },
];
const queue: Place = { address: '/queue', shown: 'main h1' };
const roles: { username: string; who: string; places: Place[]; open?: string }[] = [
  {
    username: 'grid11',
    who: 'a grid worker',
    places: [
      { address: '/', shown: '[data-testid=item]' },
      { address: '/mine', shown: 'main h1' },
      { address: '/tasks', shown: 'main h1' },
      { address: '/messages', shown: 'main h1' },
      queue,
      account,
    ],
  },
  {
    username: 'caller11',
    who: 'a caller',
    places: [{ address: '/', shown: '.desk' }, { address: '/report', shown: '[data-testid=item]' }, { address: '/mine', shown: 'main h1' }, { address: '/scores', shown: 'main h1' }, queue],
  },
  {
    username: 'specialist02',
    who: 'a specialist',
    places: [{ address: '/', shown: '.desk' }, { address: '/scores', shown: '[data-testid=score]' }, ...list, queue],
    open: 'handling',
  },
  {
    username: 'supervisor11',
    who: 'a supervisor',
    places: [{ address: '/', shown: '[data-testid=ticket-row]' }, { address: '/figures', shown: 'main table' }, { address: '/shift', shown: '[data-testid=workload]' }],
    open: 'received',
  },
  { username: 'leader01', who: 'a leader', places: [{ address: '/', shown: 'main table' }, { address: '/desk', shown: '.desk' }, { address: '/scores', shown: '[data-testid=ranked]' }, { address: '/rules', shown: '[data-testid=rules-now]' }] },
  {
    username: 'admin01',
    who: 'an administrator',
    places: [
      { address: '/', shown: '[data-testid=person-row]' },
      { address: '/units', shown: '[data-testid=unit-row]' },
      { address: '/audit', shown: '[data-testid=audit-entry]' },
      { address: '/grids', shown: '[data-testid=grid-township]' },
      { address: '/figures', shown: 'main table' },
      account,
    ],
  },
  { username: 'admin01', who: 'an administrator with the calendar', places: [{ address: '/calendar', shown: '.month' }] },
  { username: 'team01', who: 'a service team', places: [{ address: '/', shown: 'main h1' }, { address: '/report', shown: '[data-testid=item]' }] },
];

for (const { username, who, places, open } of roles) {
  test(`the pages of ${who} have no serious fault of accessibility`, async ({ as, device }) => {
    const page = await (await device(desktop)).newPage();
    await signIn(page, username);
    for (const { address, shown } of places) await examine(page, address, shown);
    if (open) await examine(page, `/desk?ticket=${await some(await as(username), open)}`, '[data-testid=ticket-pane] h1');
  });
}

test('the map beside the list has no serious fault of accessibility', async ({ device }) => {
  const page = await (await device(desktop)).newPage();
  await signIn(page, 'supervisor13', '/desk?queue=received');
  await page.getByTestId('desk-map-toggle').click();
  await expect(page.locator('.map[data-standing=open] canvas')).toBeVisible();
  // It is open from now on.
  await examine(page, '/desk?queue=received', '.map[data-standing=open] canvas');
});

test('the form for signing in and a page that is not there have no serious fault of accessibility', async ({ device }) => {
  const page = await (await device(desktop)).newPage();
  await examine(page, '/sign-in', '[data-testid=sign-in]:enabled');
  await signIn(page, 'grid12', '/sign-in');
  await examine(page, '/no-such-page', 'main h1');
});

test('the form of a step has no serious fault of accessibility', async ({ as, device }) => {
  const page = await (await device(desktop)).newPage();
  const api = await as('supervisor12');
  await signIn(page, 'supervisor12');
  for (const [status, step] of [
    ['received', 'decline'],
    ['received', 'request_verification'],
    ['handling', 'supervise'],
    ['awaiting_dispatch', 'dispatch'],
  ] as const) {
    await page.goto(`/tickets/${await some(api, status)}`);
    await page.getByTestId(`action-${step}`).click();
    await expect(page.getByTestId(`submit-${step}`)).toBeVisible();
    for (const size of widths) {
      await page.setViewportSize(size);
      await settled(page);
      expect.soft(await findings(page), `${step} at ${size.width} px`).toEqual([]);
    }
  }
});
