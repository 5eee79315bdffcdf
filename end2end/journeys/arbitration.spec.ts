import { randomUUID } from 'node:crypto';

import { begin, finish, openFromDesk, signIn } from '../support/pages.ts';
import { desktop, expect, test } from '../support/test.ts';

test('returned twice, a ticket is arbitrated, ruled for good, and proposed as a change of the list', async ({ device, as }) => {
  const [caller, centre, second] = [await as('caller07'), await as('supervisor01'), await as('specialist02')];
  const ticket = await caller.command('whistle', { description: '两家都不要的井盖', item_code: '0102' }, randomUUID());
  await centre.command('accept', {}, ticket);
  await centre.command('dispatch', { lead: 'D02', co_responsible: [], reason: '先派执法局核实' }, ticket);
  await second.command('sign', {}, ticket);
  await second.command('request_return', { reason: '不属执法范围' }, ticket);
  await centre.command('approve_return', {}, ticket);
  await centre.command('dispatch', { lead: 'D01', co_responsible: [] }, ticket);

  const department = await (await device(desktop)).newPage();
  await signIn(department, 'specialist01');
  const theirs = await openFromDesk(department, 'awaiting_signature', ticket);
  const asking = await begin(department, 'request_return');
  await asking.locator('#return-reason').fill('产权不在我局');
  await finish(department, 'request_return');

  const supervisor = await (await device(desktop)).newPage();
  await signIn(supervisor, 'supervisor01');
  const pane = await openFromDesk(supervisor, 'returns', ticket);
  const refusal = await begin(supervisor, 'refuse_return');
  await refusal.locator('#refuse-reason').fill('清单写明由你局主责');
  await finish(supervisor, 'refuse_return');
  const opening = await begin(supervisor, 'open_arbitration');
  await expect(opening).toContainText('先行办理');
  await opening.locator('#arbitration-reason').fill('两家单位都申请退单');
  await finish(supervisor, 'open_arbitration');
  await expect(pane.getByTestId('arbitration')).toContainText('正在仲裁');
  await expect(supervisor.getByTestId('action-rule_arbitration')).toBeHidden();
  await expect(theirs).toContainText('案件正在仲裁');
  await expect(department.getByTestId('action-sign')).toBeVisible();

  const panel = await (await device(desktop)).newPage();
  await signIn(panel, 'leader01', '/desk');
  const ruled = await openFromDesk(panel, 'returns', ticket);
  const ruling = await begin(panel, 'rule_arbitration');
  await panel.getByTestId('submit-rule_arbitration').click();
  await expect(ruling).toContainText('选一个主责单位');
  await ruling.locator('#ruling-unit').selectOption('D02');
  await ruling.locator('#ruling-clause').fill('第三条');
  await ruling.locator('#ruling-reason').fill('设施已移交');
  await finish(panel, 'rule_arbitration');
  await expect(ruled.getByTestId('arbitration')).toContainText('裁定由综合行政执法局主责');
  await expect.poll(async () => (await second.ticket(ticket))?.status).toBe('awaiting_signature');

  await expect(pane.getByTestId('arbitration')).toContainText('裁定由综合行政执法局主责');
  await pane.getByRole('link', { name: '对清单提出变更' }).click();
  const duty = supervisor.getByTestId('duty').first();
  await expect(duty.getByLabel('主责', { exact: true })).toHaveValue('D02');
  await supervisor.getByLabel('标题').fill('按裁定调整主责单位');
  await supervisor.getByLabel('理由', { exact: true }).fill('两次退单，仲裁裁定。');
  await supervisor.getByTestId('submit-proposal').click();
  const number = (await centre.ticket(ticket))?.number ?? '';
  await expect(supervisor.getByRole('link', { name: `由案件提出：${number}` })).toHaveAttribute('href', `/tickets/${ticket}`);

  // Whoever does not see the ticket reads its number, and no link.
  const elsewhere = await (await device(desktop)).newPage();
  await signIn(elsewhere, 'specialist09', new URL(supervisor.url()).pathname);
  await expect(elsewhere.getByText(`由案件提出：${number}`)).toBeVisible();
  await expect(elsewhere.getByRole('link', { name: number })).toHaveCount(0);
});
