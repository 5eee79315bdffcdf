/** Saves every role's pages into `results/`, for people to look at. Run with `npm run screenshots`. */
import type { Page } from '@playwright/test';

import type { Api } from '../support/api.ts';
import { addPhotos, begin, describe, expectNetwork, expectWaiting, readyForOffline, signIn, submitReport } from '../support/pages.ts';
import { asFile, drawJpeg } from '../support/photo.ts';
import { devices, snapper } from '../support/snap.ts';
import { expect, test } from '../support/test.ts';

const sentence = '青山路与文化路路口东北角人行道的井盖边缘开裂，井圈下沉约五厘米，早晚高峰电动车经过时颠簸，雨天积水看不清，';
/** As many characters as a description may have. */
const long = sentence.repeat(60).slice(0, 2000);
const longAddress = '崖头街道青山路与文化路路口东北角人行道、农商行门口对面公交站牌往南三十米的配电箱旁边第二个井盖';

interface Role {
  username: string;
  addresses: string[];
  /** Steps whose forms are opened, with the status of the ticket they are opened on. */
  steps: [status: string, kind: string][];
}

const roles: Role[] = [
  {
    username: 'grid07',
    addresses: ['/', '/tasks', '/mine', '/messages', '/queue', '/account', '/no-such-page'],
    steps: [['verifying', 'verify'], ['awaiting_check', 'check'], ['awaiting_rating', 'rate'], ['received', 'withdraw'], ['received', 'add_photos']],
  },
  {
    username: 'caller07',
    addresses: ['/', '/report', '/mine', '/queue', '/scores'],
    steps: [['awaiting_rating', 'rate'], ['closed', 'reopen'], ['handling', 'add_note']],
  },
  {
    username: 'specialist01',
    addresses: ['/', '/desk?queue=handling', '/desk?queue=helping', '/list', '/list/0102', '/list/M01', '/scores', '/queue', '/report'],
    steps: [['awaiting_signature', 'sign'], ['handling', 'report_result'], ['handling', 'request_return'], ['handling', 'report_progress'], ['handling', 'finish_part'], ['handling', 'waive_part'], ['handling', 'request_extension'], ['handling', 'request_suspension'], ['handling', 'resume'], ['handling', 'assign_handler'], ['handling', 'revoke_handler'], ['closed', 'appeal']],
  },
  {
    username: 'supervisor01',
    addresses: ['/', '/desk?queue=all', '/desk?queue=overdue', '/figures', '/shift', '/scores', '/scores/D01', '/queue'],
    steps: [
      ['received', 'accept'],
      ['received', 'decline'],
      ['received', 'request_verification'],
      ['received', 'merge_into'],
      ['handling', 'remind'],
      ['handling', 'supervise'],
      ['handling', 'void'],
      ['handling', 'approve_extension'],
      ['handling', 'refuse_extension'],
      ['handling', 'approve_suspension'],
      ['awaiting_dispatch', 'dispatch'],
      ['handling', 'approve_return'],
      ['handling', 'refuse_return'],
      ['handling', 'open_arbitration'],
      ['awaiting_check', 'request_check'],
      ['awaiting_check', 'pass'],
      ['awaiting_check', 'rework'],
      ['dissatisfied', 're_handle'],
      ['dissatisfied', 'close_with_both_views'],
      ['closed', 'rule_appeal'],
    ],
  },
  { username: 'leader01', addresses: ['/', '/desk', '/rules'], steps: [['handling', 'force_close'], ['handling', 'rule_arbitration']] },
  { username: 'admin01', addresses: ['/', '/desk', '/grids', '/calendar', '/account'], steps: [] },
  { username: 'team01', addresses: ['/', '/report', '/tasks'], steps: [] },
];

/** Goes to a ticket as this device's people would: to its page on a phone, beside the list elsewhere. */
async function open(page: Page, device: string, ticket: string): Promise<void> {
  await page.goto(device === 'phone' ? `/tickets/${ticket}` : `/desk?queue=all&ticket=${ticket}`);
  await expect(page.getByTestId('ticket-pane').locator('h1')).toBeVisible();
}

/** Opens the first ticket in this status on which the step may be taken; none where there is no such ticket. */
async function openFor(page: Page, device: string, api: Api, status: string, kind: string): Promise<boolean> {
  const answer = await api.get(`/api/v1/tickets?limit=40&status=${status}`);
  const { tickets } = (await answer.json()) as { tickets: { id: string }[] };
  for (const { id } of tickets) {
    await open(page, device, id);
    if (await page.getByTestId(`action-${kind}`).isVisible()) return true;
  }
  return false;
}

for (const [name, options] of Object.entries(devices)) {
  test(`${name}: signing in`, async ({ device }) => {
    const context = await device(options);
    const page = await context.newPage();
    const snap = snapper(page, `${name}/nobody`);
    await page.goto('/sign-in');
    await expect(page.getByTestId('sign-in')).toBeEnabled();
    await snap('sign-in');
    await page.locator('#username').fill('grid07');
    await page.locator('#password').fill('not the password');
    await page.getByTestId('sign-in').click();
    await expect(page.locator('.notice')).toBeVisible();
    await snap('sign-in-wrong');
    // The worker holds the build, though nobody has signed in.
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await context.setOffline(true);
    await page.goto('/');
    await expect(page.locator('.notice')).toBeVisible();
    await snap('sign-in-offline');
  });

  for (const { username, addresses, steps } of roles) {
    test(`${name}: pages of ${username}`, async ({ as, browser, device }) => {
      const page = await (await device(options)).newPage();
      const snap = snapper(page, `${name}/${username}`);
      const api = await as(username);
      await signIn(page, username);
      for (const address of addresses) {
        const fetched = page.waitForResponse(/\/sync\/v1\/pull/);
        await page.goto(address);
        await fetched;
        await expect(page.locator('.office__loading')).toHaveCount(0);
        await snap(address === '/' ? 'home' : address.slice(1).replace(/[^a-z-]+/g, '-'));
      }
      for (const status of ['received', 'handling', 'closed']) {
        const answer = await api.get(`/api/v1/tickets?limit=1&status=${status}`);
        const { tickets } = (await answer.json()) as { tickets: { id: string }[] };
        if (!tickets[0]) continue;
        await open(page, name, tickets[0].id);
        await snap(`ticket-${status}`);
      }
      for (const [status, kind] of steps) {
        if (!(await openFor(page, name, api, status, kind))) {
          test.info().annotations.push({ type: 'missing', description: `no ticket that is ${status} for ${kind}` });
          continue;
        }
        const form = await begin(page, kind);
        if (kind === 'report_result') {
          await addPhotos(form, [asFile('after.jpg', await drawJpeg(browser, 1200, 900)), asFile('wide.jpg', await drawJpeg(browser, 1600, 700))]);
          await form.locator('#result-text').fill('已更换井盖，现场已清理，路面恢复通行');
        }
        if (kind === 'decline') await page.getByTestId('submit-decline').click();
        await snap(`step-${kind}`);
      }
    });
  }

  test(`${name}: long words`, async ({ as, device }) => {
    const page = await (await device(options)).newPage();
    const snap = snapper(page, `${name}/long`);
    const caller = await as('caller03');
    const id = await caller.command('whistle', { description: long, address: longAddress, item_code: null, urgency: 'urgent' });
    await caller.command('add_note', { text: long.slice(0, 600) }, id);
    await signIn(page, 'caller03');
    await open(page, name, id);
    await snap('ticket');
    await page.goto('/mine');
    await expect(page.getByTestId('ticket-row').first()).toBeVisible();
    await snap('mine');
    await page.goto('/report');
    await expect(page.getByTestId('submit-report')).toBeEnabled();
    await describe(page, { address: longAddress, description: `${long}还要再多写这一句` });
    await page.getByTestId('submit-report').click();
    await expect(page.locator('.notice')).toBeVisible();
    await snap('report-too-long');
  });

  test(`${name}: without coverage`, async ({ browser, device }) => {
    const context = await device(options);
    const page = await context.newPage();
    const snap = snapper(page, `${name}/offline`);
    await signIn(page, 'grid08');
    await readyForOffline(page);
    await context.setOffline(true);
    await expectNetwork(page, 'offline');
    await addPhotos(page, [
      asFile('one.jpg', await drawJpeg(browser, 1200, 900)),
      asFile('two.jpg', await drawJpeg(browser, 900, 1200)),
      asFile('three.jpg', await drawJpeg(browser, 1600, 900)),
    ]);
    await describe(page, { item: '污水井盖', phrase: '破损', address: '青山路农商行门口', description: '井盖边缘开裂，电动车经过颠簸' });
    await snap('filled-in');
    await submitReport(page);
    await snap('saved');
    for (const address of ['/queue', '/mine', '/messages', '/tasks', '/figures', '/account', '/']) {
      await page.goto(address);
      await expect(page.getByTestId('account-link')).toBeVisible();
      await expectNetwork(page, 'offline');
      await expect(page.locator('.office__loading')).toHaveCount(0);
      await snap(address === '/' ? 'start' : address.slice(1));
    }
    await page.goto('/mine');
    await page.getByTestId('ticket-row').first().click();
    await expect(page.getByTestId('ticket-pane').locator('h1')).toBeVisible();
    await snap('ticket');
  });

  test(`${name}: a queue with everything in it`, async ({ as, browser, device }) => {
    const context = await device(options);
    const page = await context.newPage();
    const snap = snapper(page, `${name}/queue`);
    const username = { phone: 'grid21', tablet: 'caller21', desktop: 'caller22' }[name]!;
    const [mine, centre] = [await as(username), await as('supervisor03')];
    await signIn(page, username, '/report');
    await readyForOffline(page);
    await describe(page, { item: '路灯', description: '这一件已收到' });
    await submitReport(page);
    await expectWaiting(page, 0);
    const declined = await mine.command('whistle', { description: '中心已经不予受理的一件' });
    const fetched = page.waitForResponse(/\/sync\/v1\/pull/);
    await page.goto('/mine');
    await fetched;
    await expect(page.getByTestId('ticket-row').filter({ hasText: '不予受理的一件' })).toBeVisible();
    // Until the device has put away what it has fetched.
    await page.waitForTimeout(1000);
    await context.setOffline(true);
    await centre.command('decline', { reason_code: 'solved', reason: '现场已经解决' }, declined);
    await open(page, 'phone', declined);
    await begin(page, 'withdraw');
    await page.locator('dialog[open] textarea').fill('报重了');
    await page.getByTestId('submit-withdraw').click();
    await page.goto('/report');
    await describe(page, { item: '污水井盖', phrase: '破损', address: longAddress });
    await addPhotos(page, [asFile('one.jpg', await drawJpeg(browser, 2400, 1800))]);
    await submitReport(page);
    await page.goto('/queue');
    await expect(page.getByTestId('queue-item').first()).toBeVisible();
    await snap('waiting');
    const cookies = await context.cookies();
    await context.clearCookies();
    await context.setOffline(false);
    await expectNetwork(page, 'sign_in');
    await snap('parked');
    await context.addCookies(cookies);
    await page.reload();
    await expectNetwork(page, 'online');
    await expect(page.locator('[data-testid=queue-item][data-state=refused]')).toBeVisible();
    await expectWaiting(page, 1);
    await snap('refused');
    await page.locator('[data-state=refused]').getByRole('button', { name: '移除' }).click();
    await snap('refused-dismiss');
    await open(page, name === 'phone' ? 'phone' : 'tablet', declined);
    await snap('refused-ticket');
    await page.goto('/tasks');
    await expect(page.locator('.task-refused')).toBeVisible();
    await snap('refused-tasks');
  });

  test(`${name}: people`, async ({ device }) => {
    const context = await device(options);
    const page = await context.newPage();
    const snap = snapper(page, `${name}/people`);
    await signIn(page, 'admin01');
    await readyForOffline(page);
    await page.locator('input[type=search]').fill('specialist20');
    const person = page.getByTestId('person-row').filter({ hasText: 'specialist20' });
    await person.locator('summary').click();
    await person.getByRole('button', { name: '重置密码' }).click();
    await snap('question');
    await person.locator('.confirm').getByRole('button').last().click();
    await expect(page.getByTestId('new-password')).toBeVisible();
    await snap('new-password');
    await page.goto('/people');
    await page.locator('input[type=search]').fill('没有这个人');
    await expect(page.getByTestId('person-row')).toHaveCount(0);
    await snap('nobody-found');
    await context.setOffline(true);
    await page.goto('/people');
    await expect(page.locator('.notice')).toBeVisible();
    await snap('offline');
  });

  test(`${name}: searching and keys`, async ({ device }) => {
    const page = await (await device(options)).newPage();
    const snap = snapper(page, `${name}/searching`);
    await signIn(page, 'supervisor02');
    await page.getByTestId('desk-search').fill('井盖');
    await snap('found');
    await page.getByTestId('desk-search').fill('没有这样的案件');
    await snap('nothing');
    await page.getByTestId('desk-search').fill('');
    await page.getByTestId('desk-search').blur();
    await page.keyboard.press('?');
    await snap('keys');
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Tab');
    await snap('focus');
  });
}
