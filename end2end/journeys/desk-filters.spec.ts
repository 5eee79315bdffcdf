import { randomUUID } from 'node:crypto';

import { signIn } from '../support/pages.ts';
import { desktop, expect, test } from '../support/test.ts';

test('a desk is narrowed by its address, and a filter is kept for another day', async ({ as, device }) => {
  const grid = await as('grid04');
  const here = await grid.command('whistle', { description: '筛选之内的井盖' });
  const elsewhere = await (await as('grid19')).command('whistle', { description: '筛选之外的井盖' });
  const township = (await grid.ticket(here)).township!;

  const place = await device(desktop);
  const page = await place.newPage();
  await signIn(page, 'supervisor02', '/desk?queue=received');
  const row = (id: string) => page.locator(`[data-ticket="${id}"]`);
  await expect(row(here)).toBeVisible();
  await expect(row(elsewhere)).toBeVisible();
  await page.getByTestId('narrowing').locator('summary').click();
  await page.getByTestId('narrow-township').selectOption(township);
  await expect(row(elsewhere)).toBeHidden();
  await expect(row(here)).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`township=${township}`));
  await page.getByTestId('keep-filter').click();

  // Another tab is narrowed by the address alone, and opening a ticket leaves it narrowed.
  const second = await place.newPage();
  await second.goto(page.url());
  await second.locator(`[data-ticket="${here}"] a`).click();
  await expect(second).toHaveURL(new RegExp(`township=${township}&ticket=${here}`));
  await expect(second.locator(`[data-ticket="${elsewhere}"]`)).toBeHidden();

  // Later the kept filter stands there by its name.
  await second.goto('/desk?queue=received');
  await expect(second.locator(`[data-ticket="${elsewhere}"]`)).toBeVisible();
  await second.getByTestId('narrowing').locator('summary').click();
  await second.getByTestId('narrowing').locator('.chip').click();
  await expect(second.locator(`[data-ticket="${elsewhere}"]`)).toBeHidden();
});

test('a search asks the server for what the device has let go of', async ({ as, device }) => {
  const words = `去年冬天 ${Date.now() % 100_000}`;
  const id = await (await as('grid04')).command('whistle', { description: `${words}的暖气管漏水` });
  const place = await device(desktop);
  const old = randomUUID();
  // The server says what it would of a ticket that rests for long.
  await place.route('**/api/v1/tickets?*q=*', async (route) => {
    const answer = await route.fetch();
    const { tickets } = (await answer.json()) as { tickets: object[] };
    expect(tickets).toEqual([expect.objectContaining({ id })]);
    const rested = { ...tickets[0], id: old, title: '早已修好的暖气管' };
    await route.fulfill({ response: answer, json: { tickets: [...tickets, rested], next: null } });
  });
  const page = await place.newPage();
  await signIn(page, 'supervisor02', '/desk?queue=received');
  await page.getByTestId('desk-search').fill(words);
  await expect(page.locator(`[data-ticket="${id}"]`)).toBeVisible();
  const older = page.getByTestId('older');
  await older.getByRole('button').click();
  await expect(older.getByRole('link')).toHaveCount(1);
  await expect(older.getByRole('link')).toContainText('早已修好的暖气管');
  await expect(older.getByRole('link')).toHaveAttribute('href', `/tickets/${old}`);
  await page.getByTestId('desk-search').fill(`${words}的`);
  await expect(older.getByRole('link')).toHaveCount(0);
});
