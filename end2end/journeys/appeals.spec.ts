import type { Api, Ticket } from '../support/api.ts';
import { begin, finish, openFromDesk, signIn } from '../support/pages.ts';
import { desktop, expect, test } from '../support/test.ts';

/** A closed ticket of the sample county that a department was late with, and that nobody has appealed about. */
async function lateTicket(centre: Api): Promise<Ticket & { lead: string }> {
  const listed = (await (await centre.get('/api/v1/tickets?status=closed&limit=200')).json()) as { tickets: { id: string }[] };
  for (const { id } of listed.tickets) {
    const ticket = (await centre.ticket(id)) as Ticket & { events: { kind: string; at: string; due_at?: string }[] };
    const event = (kind: string) => ticket.events.find((event) => event.kind === kind);
    const [signed, reported] = [event('sign'), event('report_result')];
    const late = signed?.due_at && reported && Date.parse(reported.at) > Date.parse(signed.due_at);
    const direct = ['rework', 'reopen', 'approve_return', 'appeal'].every((kind) => !event(kind));
    if (late && direct && ticket.lead?.startsWith('D')) return { ...ticket, lead: ticket.lead };
  }
  throw new Error('the sample county has no late ticket');
}

test('two supervisors exempt a late ticket that its unit appeals about, and figures say so apart', async ({ device, as }) => {
  const ticket = await lateTicket(await as('supervisor01'));
  const reviewers: string[] = [];
  for (const name of ['supervisor11', 'supervisor12', 'supervisor13']) {
    const { id } = (await as(name)).person;
    if (ticket.events.every((event) => event.by !== id)) reviewers.push(name);
  }
  const [first, second] = reviewers;

  const above = await (await device(desktop)).newPage();
  await signIn(above, 'leader01', '/figures');
  const exempt = above.locator('.figures__tile').filter({ hasText: '不计超期' }).locator('dd');
  await expect(exempt).toHaveText(/\d/);
  const before = Number(await exempt.textContent());

  const department = await (await device(desktop)).newPage();
  await signIn(department, `specialist${ticket.lead.slice(1)}`);
  const theirs = await openFromDesk(department, 'ended', ticket.id);
  const appeal = await begin(department, 'appeal');
  await appeal.locator('#appeal-reason').fill('配件停产，厂家补货用了八天');
  await finish(department, 'appeal');
  await expect(theirs.getByTestId('appeal')).toContainText('待两名督办员评议');
  await expect(department.getByTestId('action-appeal')).toBeHidden();

  for (const name of [first!, second!]) {
    const reviewer = await (await device(desktop)).newPage();
    await signIn(reviewer, name);
    const pane = await openFromDesk(reviewer, 'appeals', ticket.id);
    const review = await begin(reviewer, 'rule_appeal');
    await expect(review).toContainText('配件停产');
    await reviewer.getByTestId('submit-rule_appeal').click();
    await expect(review.getByRole('alert').filter({ hasText: '计不计超期' })).toBeVisible();
    await review.locator('label').filter({ has: reviewer.getByTestId('appeal-grant') }).click();
    await review.locator('#appeal-opinion').fill('采购记录属实');
    await finish(reviewer, 'rule_appeal');
    await expect(pane.locator('[data-kind=rule_appeal]').last()).toContainText('同意不计超期');
    await expect(reviewer.getByTestId('action-rule_appeal')).toBeHidden();
  }
  await expect(theirs.getByTestId('appeal')).toContainText('申诉成立');
  await expect(theirs.locator('.facts')).toContainText('不计超期');
  await expect(exempt).toHaveText(String(before + 1));
});
