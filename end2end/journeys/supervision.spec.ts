import { randomUUID } from 'node:crypto';

import type { Api } from '../support/api.ts';
import { addPhotos, begin, expectWaiting, finish, openFromDesk, readyForOffline, signIn, take } from '../support/pages.ts';
import { asFile, drawJpeg } from '../support/photo.ts';
import { desktop, expect, phone, test } from '../support/test.ts';

type As = (username: string) => Promise<Api>;

/** A ticket that the seventh township's grid worker whistled for and the centre has accepted. */
async function accepted(as: As, description: string): Promise<string> {
  const ticket = await (await as('grid07')).command('whistle', { description, item_code: '0102' }, randomUUID());
  return (await as('supervisor01')).command('accept', {}, ticket);
}

/** The same, dispatched to D01 and signed. */
async function handled(as: As, description: string): Promise<string> {
  const ticket = await accepted(as, description);
  await (await as('supervisor01')).command('dispatch', { lead: 'D01', co_responsible: [] }, ticket);
  return (await as('specialist01')).command('sign', {}, ticket);
}

test('a whistle in doubt is verified on site, without coverage, before it is accepted', async ({ device, as }) => {
  const ticket = await (await as('caller07')).command('whistle', { description: '河边有一堆垃圾', item_code: '0102' });
  const grid = await as('grid07');
  expect(await grid.ticket(ticket)).toBeUndefined();

  const centre = await (await device(desktop)).newPage();
  await signIn(centre, 'supervisor01');
  const pane = await openFromDesk(centre, 'received', ticket);
  const question = await begin(centre, 'request_verification');
  await question.locator('#request-verification-text').fill('垃圾还在吗');
  await finish(centre, 'request_verification');
  await expect.poll(async () => (await grid.ticket(ticket))?.status).toBe('verifying');

  const pocket = await device(phone);
  const street = await pocket.newPage();
  await signIn(street, 'grid07', '/tasks');
  await readyForOffline(street);
  const task = street.locator(`a[href="/tickets/${ticket}"]`);
  await expect(task).toBeVisible();
  await pocket.setOffline(true);
  await task.click();
  const form = await begin(street, 'verify');
  await expect(form).toContainText('垃圾还在吗');
  await form.locator('label').filter({ has: street.getByTestId('verify-there') }).click();
  await form.locator('#verify-text').fill('还在，约两方');
  await finish(street, 'verify');
  await expectWaiting(street, 1);
  await pocket.setOffline(false);
  await expectWaiting(street, 0);

  await expect(pane.getByTestId('finding')).toContainText('情况属实');
  await take(centre, 'accept');
  await expect.poll(async () => await grid.ticket(ticket)).toBeUndefined();
});

test('an order stands in its queue until the unit has replied, and a reminder reaches the unit', async ({ device, as }) => {
  const ticket = await handled(as, '督办的井盖');
  const centre = await (await device(desktop)).newPage();
  await signIn(centre, 'supervisor02');
  const pane = await openFromDesk(centre, 'handling', ticket);
  const order = await begin(centre, 'supervise');
  await order.locator('#supervise-text').fill('说明为什么还没有修好');
  const tomorrow = await order.locator('#supervise-reply-by').inputValue();
  await order.locator('#supervise-reply-by').fill('2020-01-01T08:00');
  await centre.getByTestId('submit-supervise').click();
  await expect(order).toContainText('答复时限要晚于现在');
  await order.locator('#supervise-reply-by').fill(tomorrow);
  await finish(centre, 'supervise');
  await expect(pane.getByTestId('supervision')).toBeVisible();
  await expect(centre.getByTestId('action-supervise')).toBeHidden();
  const reminder = await begin(centre, 'remind');
  await reminder.locator('#remind-text').fill('今天要有进展');
  await finish(centre, 'remind');

  const department = await (await device(desktop)).newPage();
  await signIn(department, 'specialist01');
  const theirs = await openFromDesk(department, 'supervised', ticket);
  await expect(theirs.getByTestId('supervision')).toBeVisible();
  await expect(theirs.getByTestId('reminder')).toBeVisible();
  await expect(department.locator(`[data-ticket="${ticket}"] .ticket__supervised`)).toHaveText('督办');
  const progress = await begin(department, 'report_progress');
  await progress.locator('#progress-text').fill('材料已到场');
  await finish(department, 'report_progress');
  await expect(theirs.getByTestId('reminder')).toBeHidden();
  const reply = await begin(department, 'reply_supervision');
  await expect(reply).toContainText('说明为什么还没有修好');
  await reply.locator('#reply-text').fill('等待材料，今晚修好');
  await finish(department, 'reply_supervision');

  await expect(pane.locator('[data-kind=reply_supervision]')).toBeVisible();
  await expect(pane.getByTestId('supervision')).toBeHidden();
});

test('the lead reports its result once the unit that helps has finished its part', async ({ browser, device, as }) => {
  const ticket = await accepted(as, '要围挡的井盖');
  const centre = await (await device(desktop)).newPage();
  await signIn(centre, 'supervisor01');
  await openFromDesk(centre, 'awaiting_dispatch', ticket);
  const dispatch = await begin(centre, 'dispatch');
  await dispatch.locator('.unit-checks summary').click();
  await dispatch.locator('label.choice').filter({ hasText: /^\s*综合行政执法局\s*$/ }).click();
  await dispatch.locator('#dispatch-part-D02').fill('设置围挡');
  await finish(centre, 'dispatch');

  const lead = await (await device(desktop)).newPage();
  await signIn(lead, 'specialist01');
  const pane = await openFromDesk(lead, 'awaiting_signature', ticket);
  await take(lead, 'sign');
  await expect(pane).toContainText('配合单位的分工还没有完成');
  await expect(lead.getByTestId('action-report_result')).toBeHidden();

  const helper = await (await device(desktop)).newPage();
  await signIn(helper, 'specialist02');
  await openFromDesk(helper, 'helping', ticket);
  const part = await begin(helper, 'finish_part');
  await expect(part).toContainText('设置围挡');
  await part.locator('#part-text').fill('围好了');
  await finish(helper, 'finish_part');

  await expect(pane.getByTestId('part')).toContainText('已由');
  const result = await begin(lead, 'report_result');
  await addPhotos(result, [asFile('after.jpg', await drawJpeg(browser, 1200, 900))]);
  await result.locator('#result-text').fill('已更换井盖');
  await finish(lead, 'report_result');
  await expect.poll(async () => (await (await as('supervisor01')).ticket(ticket))?.status).toBe('awaiting_check');
});

test('a supervisor voids a ticket, and what a leader closes by force is counted apart', async ({ device, as }) => {
  const [mistaken, hopeless] = [await accepted(as, '误建的井盖'), await handled(as, '要改造的井盖')];
  const centre = await (await device(desktop)).newPage();
  await signIn(centre, 'supervisor01');
  const pane = await openFromDesk(centre, 'awaiting_dispatch', mistaken);
  const voiding = await begin(centre, 'void');
  await voiding.locator('#void-reason').fill('重复建单');
  await finish(centre, 'void');
  await expect(pane.locator('.status').first()).toHaveText('作废');
  await expect.poll(async () => (await (await as('grid07')).ticket(mistaken))?.status).toBe('voided');

  const above = await (await device(desktop)).newPage();
  await signIn(above, 'leader01', '/figures');
  const forced = above.locator('.figures__tile').filter({ hasText: '强制结案' }).locator('dd');
  await expect(forced).toHaveText(/\d/);
  const before = Number(await forced.textContent());
  await above.goto('/desk');
  const closing = await openFromDesk(above, 'handling', hopeless);
  const force = await begin(above, 'force_close');
  await force.locator('#force-close-reason').fill('列入整体改造');
  await finish(above, 'force_close');
  await expect(closing.locator('.facts')).toContainText('强制结案');
  await above.goto('/figures');
  await expect(forced).toHaveText(String(before + 1));
});
