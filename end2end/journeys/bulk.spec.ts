import { expectNetwork, expectWaiting, readyForOffline, signIn } from '../support/pages.ts';
import { desktop, expect, test } from '../support/test.ts';

test('several tickets are accepted, and dispatched as the list says, at once and without coverage', async ({ as, device }) => {
  const grid = await as('grid07');
  const listed: string[] = [];
  for (const n of [1, 2]) listed.push(await grid.command('whistle', { description: `一起派遣的井盖 ${n}`, item_code: '0102' }));
  const unlisted = await grid.command('whistle', { description: '清单上没有的东西' });

  const place = await device(desktop);
  const page = await place.newPage();
  await signIn(page, 'supervisor01', '/desk?queue=received');
  await readyForOffline(page);
  const choose = async (id: string) => page.locator(`[data-ticket="${id}"]`).getByRole('checkbox').check();
  await page.getByTestId('choose-several').click();
  for (const id of [...listed, unlisted]) await choose(id);
  await page.getByRole('button', { name: '立案 3 件' }).click();
  await page.locator('.confirm').getByRole('button', { name: '立案 3 件' }).click();
  await expect(page.locator('.desk__bar')).toContainText('3 件已保存');
  await expectWaiting(page, 0);

  await page.getByTestId('queue-awaiting_dispatch').click();
  await place.setOffline(true);
  await expectNetwork(page, 'offline');
  await page.getByTestId('choose-several').click();
  for (const id of [...listed, unlisted]) await choose(id);
  await expect(page.locator('.bulk')).toContainText('另有 1 件要逐件办理');
  await page.getByRole('button', { name: '按清单派遣 2 件' }).click();
  await expect(page.locator('.confirm')).toContainText('住房和城乡建设局 2 件');
  await page.locator('.confirm').getByRole('button', { name: '按清单派遣 2 件' }).click();
  await expectWaiting(page, 2);
  await place.setOffline(false);
  await expectWaiting(page, 0);
  for (const id of listed) expect((await grid.ticket(id))?.status).toBe('awaiting_signature');
  expect((await grid.ticket(unlisted))?.status).toBe('awaiting_dispatch');
});
