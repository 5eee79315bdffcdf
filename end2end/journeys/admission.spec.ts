import { openFromDesk, signIn } from '../support/pages.ts';
import { Server } from '../support/server.ts';
import { desktop, expect, phone, tablet, test } from '../support/test.ts';

/** A day as a date field takes it. */
function today(): string {
  return new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
}

test('proposed, agreed to, reviewed and decided, a change is in effect, and a whistle goes by it', async ({ device }) => {
  // A server of its own: the list that others read stays as it is.
  const server = await Server.start();
  try {
    const caller = await (await device(tablet, server.url)).newPage();
    await signIn(caller, 'caller07', '/list/0137');
    await caller.getByTestId('propose').click();
    const duty = caller.getByTestId('duty').first();
    const before = await duty.getByLabel('主责', { exact: true }).inputValue();
    expect(before).toBe('D01');
    await duty.getByLabel('主责', { exact: true }).selectOption('D02');
    await caller.getByLabel('标题').fill('路灯改由综合行政执法局主责');
    await caller.getByLabel('理由', { exact: true }).fill('近一个月两次退单，人员已经划转。');
    await caller.getByTestId('submit-proposal').click();
    await expect(caller.getByTestId('stage')).toContainText('还差 2 个单位');
    await expect(caller.getByTestId('difference')).toContainText('综合行政执法局');
    const address = new URL(caller.url()).pathname;

    for (const who of ['specialist01', 'specialist02']) {
      const page = await (await device(desktop, server.url)).newPage();
      await signIn(page, who, '/proposals');
      await page.getByTestId('proposal-row').first().click();
      if (who === 'specialist01') {
        await page.getByTestId('act-object').click();
        await expect(page.getByRole('alert')).toContainText('没有填写');
        await page.getByLabel('说明').fill('配电箱仍归我局，其余同意划出。');
        await page.getByTestId('act-object').click();
        await expect(page.getByTestId('opinions')).toContainText('有异议');
      } else {
        await page.getByTestId('act-agree').click();
        await expect(page.getByTestId('stage')).toContainText('待法制审核');
      }
    }

    const reviewer = await (await device(desktop, server.url)).newPage();
    await signIn(reviewer, 'supervisor02', address);
    await reviewer.getByLabel('审核意见').fill('依据《城市照明管理规定》，职责划转文件齐全。');
    await reviewer.getByTestId('act-pass').click();
    await expect(reviewer.getByTestId('stage')).toContainText('待领导决定');

    const leader = await (await device(desktop, server.url)).newPage();
    await signIn(leader, 'leader01', address);
    await leader.getByLabel('施行日期').fill(today());
    await leader.getByTestId('act-approve').click();
    await expect(leader.getByTestId('stage')).toContainText('已通过，列入清单');
    await leader.goto('/list/versions');
    await leader.getByTestId('compare').click();
    await expect(leader.getByTestId('between')).toContainText('变动 1 项');

    const grid = await (await device(phone, server.url)).newPage();
    await signIn(grid, 'grid07', '/report');
    await grid.getByRole('button', { name: '更多' }).click();
    await grid.getByRole('searchbox').fill('0137');
    await grid.getByTestId('found-item').first().click();
    await expect(grid.getByTestId('who')).toContainText('综合行政执法局主责');
  } finally {
    await server.stop();
  }
});

test('a whistle that the list has no item for can be proposed as one', async ({ as, device }) => {
  const ticket = await (await as('grid04')).command('whistle', { description: '广场无人机扰民，清单里没有' });
  const page = await (await device(desktop)).newPage();
  await signIn(page, 'supervisor04');
  const pane = await openFromDesk(page, 'received', ticket);
  await expect(page.locator(`[data-testid=ticket-row][data-ticket="${ticket}"]`)).toContainText('清单外');
  await pane.getByRole('link', { name: '对清单提出变更' }).click();
  await page.getByLabel('名称').fill('无人机扰民');
  await page.getByLabel('编码').fill('S9001');
  await page.getByLabel('大类或领域').fill('公共秩序');
  await page.getByTestId('add-duty').click();
  await page.getByTestId('duty').getByLabel('主责', { exact: true }).selectOption('D09');
  await page.getByLabel('标题').fill('把无人机扰民列入清单');
  await page.getByLabel('理由', { exact: true }).fill('一周内有三次上报。');
  await page.getByTestId('submit-proposal').click();
  await expect(page.getByTestId('stage')).toContainText('还差 1 个单位');
  await expect(page.getByRole('link', { name: '由案件提出' })).toHaveAttribute('href', `/tickets/${ticket}`);
});
