import { begin, describe, expectNetwork, expectWaiting, finish, openFromDesk, readyForOffline, signIn, submitReport } from '../support/pages.ts';
import { desktop, expect, test } from '../support/test.ts';

test('without coverage an item is found by initials, and choosing it says who will be responsible', async ({ as, profile }) => {
  const { context, page } = await profile.start();
  await signIn(page, 'grid19');
  await readyForOffline(page);
  await context.setOffline(true);
  await expectNetwork(page, 'offline');
  await page.getByRole('button', { name: '更多' }).click();
  const search = page.getByRole('searchbox');
  const found = page.getByTestId('found-item');
  for (const words of ['ldjg', '路灯井盖', 'ludengjinggai']) {
    await search.fill(words);
    await expect(found.first()).toContainText('路灯井盖');
  }
  await search.fill('没有这样的东西');
  await expect(found.first()).toBeHidden();
  await search.fill('ldjg');
  await found.first().click();
  await expect(page.getByTestId('who')).toContainText('住房和城乡建设局主责，8 个工作时内办结');
  await describe(page, { description: '路灯井盖破了' });
  const id = await submitReport(page);
  await context.setOffline(false);
  await expectWaiting(page, 0);
  const ticket = await (await as('grid19')).ticket(id);
  expect(ticket.item_code).toBe('0106');
});

test('a department sees what it is responsible for, entry by entry', async ({ device }) => {
  const page = await (await device(desktop)).newPage();
  await signIn(page, 'specialist01', '/list');
  await expect(page.getByTestId('list-unit')).toHaveValue('D01');
  const rows = page.getByTestId('list-row');
  await expect(rows.first()).toBeVisible();
  const own = Number((await page.getByTestId('list-count').textContent())?.match(/\d+/)?.[0]);
  await page.getByTestId('list-unit').selectOption('');
  await expect(page.getByTestId('list-count')).toHaveText('共 1701 项');
  expect(own).toBeLessThan(1701);
  await page.getByTestId('list-search').fill('wushuijinggai');
  await expect(rows.first()).toContainText('住房和城乡建设局 · 4 个工作时');
  await rows.first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('污水井盖');
  await expect(page.getByTestId('entry')).toContainText('住房和城乡建设局');
  await expect(page.getByRole('row', { name: /2026-1/ })).toContainText('列入');
});

test('where it depends, the supervisor says which entry applies, and the ticket remembers it', async ({ as, device }) => {
  const grid = await as('grid04');
  const ticket = await grid.command('whistle', { description: '小区化粪池井盖塌陷', item_code: '0118' });
  await (await as('supervisor04')).command('accept', {}, ticket);
  const page = await (await device(desktop)).newPage();
  await signIn(page, 'supervisor04');
  const pane = await openFromDesk(page, 'awaiting_dispatch', ticket);
  const form = await begin(page, 'dispatch');
  await form.getByRole('radio', { name: /小区、村庄/ }).check();
  await expect(page.getByTestId('submit-dispatch')).toHaveText('派遣给王连街道');
  await finish(page, 'dispatch');
  await expect(pane).toContainText(/清单 2026-1 第 \d+ 条 · 12 个工作时/);
  await expect.poll(async () => (await grid.ticket(ticket))?.lead).toBe('T04');
  expect(await grid.ticket(ticket)).toMatchObject({ list_version: '2026-1', co_responsible: ['D01'] });
  await (await as('township04')).command('sign', {}, ticket);
  await expect.poll(async () => (await grid.ticket(ticket))?.status).toBe('handling');
});
