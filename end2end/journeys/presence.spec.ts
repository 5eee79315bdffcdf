import { randomUUID } from 'node:crypto';

import type { Api } from '../support/api.ts';
import { begin, expectNetwork, finish, openFromDesk, readyForOffline, signIn } from '../support/pages.ts';
import { desktop, expect, test } from '../support/test.ts';

type As = (username: string) => Promise<Api>;

/** A ticket of the seventh township that waits to be dispatched. */
async function accepted(as: As, description: string): Promise<string> {
  const ticket = await (await as('caller07')).command('whistle', { description, item_code: '0102' }, randomUUID());
  return (await as('supervisor01')).command('accept', {}, ticket);
}

test('a supervisor sees who is at a ticket, and gets what the other did with nothing lost', async ({ device, as }) => {
  const ticket = await accepted(as, '两人同时要派遣的井盖');
  const [first, second] = [(await as('supervisor05')).person, (await as('supervisor06')).person];
  const a = await (await device(desktop)).newPage();
  await signIn(a, 'supervisor05');
  await openFromDesk(a, 'awaiting_dispatch', ticket);
  const b = await (await device(desktop)).newPage();
  await signIn(b, 'supervisor06');
  const pane = await openFromDesk(b, 'awaiting_dispatch', ticket);
  const row = b.locator(`[data-testid=ticket-row][data-ticket="${ticket}"]`);
  // Looking at it beside the list is not yet work on it.
  await expect(pane.getByTestId('present')).toHaveCount(0);

  const dispatch = await begin(a, 'dispatch');
  await expect(pane.getByTestId('present')).toContainText(`${first.name}正在处理`);
  await expect(row).toContainText(`${first.name}正在处理`);
  const late = await begin(b, 'dispatch');
  await late.locator('#dispatch-note').fill('先围挡，再更换');
  await expect(a.getByTestId('ticket-pane').getByTestId('present')).toContainText(`${second.name}正在处理`);

  await finish(a, 'dispatch');
  await expect(dispatch).toBeHidden();
  await expect(late.getByTestId('meanwhile')).toContainText('派遣给住房和城乡建设局');
  await expect(late.getByTestId('meanwhile')).toContainText(first.name);
  await expect(late.getByTestId('meanwhile')).toContainText('待签收');
  await expect(late).toContainText(`这一步已由${first.name}办理`);
  await expect(b.getByTestId('submit-dispatch')).toBeDisabled();
  await expect(late.locator('#dispatch-note')).toHaveValue('先围挡，再更换');
  await expect(pane.getByTestId('present')).toHaveCount(0);
  await late.getByRole('button', { name: '改存为备注' }).click();
  await expect(b.getByTestId('saved')).toBeVisible();
  const notes = async () => (await (await as('supervisor01')).ticket(ticket))?.events.filter(({ kind }) => kind === 'add_note');
  await expect.poll(async () => (await notes())?.map(({ text }) => text)).toEqual(['先围挡，再更换']);
});

test('a step that was taken without coverage is refused with what the other one did', async ({ device, as }) => {
  const ticket = await accepted(as, '没有信号时派遣的井盖');
  const place = await device(desktop);
  const page = await place.newPage();
  await signIn(page, 'supervisor07');
  await readyForOffline(page);
  const pane = await openFromDesk(page, 'awaiting_dispatch', ticket);
  await place.setOffline(true);
  await expectNetwork(page, 'offline');
  const dispatch = await begin(page, 'dispatch');
  await dispatch.locator('#dispatch-note').fill('离线写的话');
  await finish(page, 'dispatch');
  const other = await as('supervisor08');
  await other.command('dispatch', { lead: 'D01', co_responsible: [] }, ticket);

  await place.setOffline(false);
  await expect(pane.getByTestId('meanwhile')).toContainText('派遣给住房和城乡建设局');
  await expect(pane.getByTestId('meanwhile')).toContainText(other.person.name);
  await pane.getByTestId('turn-into-note').click();
  const notes = async () => (await other.ticket(ticket))?.events.filter(({ kind }) => kind === 'add_note');
  await expect.poll(async () => (await notes())?.map(({ text }) => text)).toEqual(['离线写的话']);
});

test('whoever leaves a ticket is no longer seen at it, and without coverage nobody is', async ({ device, as }) => {
  const ticket = await accepted(as, '打开又关上的井盖');
  const { name } = (await as('supervisor09')).person;
  const a = await (await device(desktop)).newPage();
  await signIn(a, 'supervisor09', `/tickets/${ticket}`);
  const place = await device(desktop);
  const b = await place.newPage();
  await signIn(b, 'supervisor10', '/desk?queue=awaiting_dispatch');
  const row = b.locator(`[data-testid=ticket-row][data-ticket="${ticket}"]`);
  await expect(row).toContainText(`${name}正在处理`);
  await place.setOffline(true);
  await expectNetwork(b, 'offline');
  await expect(row).not.toContainText('正在处理');
  await place.setOffline(false);
  await expect(row).toContainText(`${name}正在处理`);
  await a.locator('.ticket-page__back').click();
  await expect(row).not.toContainText('正在处理');
});
