import { randomUUID } from 'node:crypto';

import { begin, expectWaiting, finish, openFromDesk, readyForOffline, signIn, take } from '../support/pages.ts';
import { desktop, expect, test } from '../support/test.ts';

test('a ticket is given to a colleague without coverage, stands among what is theirs, and is taken back', async ({ device, as }) => {
  const ticket = await (await as('caller07')).command('whistle', { description: '指给经办人的井盖', item_code: '0102' }, randomUUID());
  const centre = await as('supervisor01');
  await centre.command('accept', {}, ticket);
  await centre.command('dispatch', { lead: 'D01', co_responsible: [] }, ticket);
  await (await as('specialist01')).command('sign', {}, ticket);
  const colleague = (await as('colleague01')).person;

  const office = await device(desktop);
  const first = await office.newPage();
  await signIn(first, 'specialist01');
  await readyForOffline(first);
  const pane = await openFromDesk(first, 'handling', ticket);
  await office.setOffline(true);
  const assigning = await begin(first, 'assign_handler');
  await first.getByTestId('submit-assign_handler').click();
  await expect(assigning.getByRole('alert').filter({ hasText: '选一个人' })).toBeVisible();
  await assigning.locator('#handler').selectOption({ label: colleague.name });
  await finish(first, 'assign_handler');
  await expect(pane.locator('.facts')).toContainText(colleague.name);
  await expect(first.locator(`[data-ticket="${ticket}"] .row__unit`)).toContainText(colleague.name);
  await office.setOffline(false);
  await expectWaiting(first, 0);

  const second = await (await device(desktop)).newPage();
  await signIn(second, 'colleague01');
  const theirs = await openFromDesk(second, 'mine', ticket);
  const asking = await begin(second, 'request_extension');
  await asking.locator('#extension-reason').fill('配件明天才到');
  await finish(second, 'request_extension');
  await expect(pane).toContainText('住房和城乡建设局申请延期');

  await take(first, 'revoke_handler');
  await expect(theirs.locator('.facts')).not.toContainText('经办人');
  await expect(theirs).not.toContainText('住房和城乡建设局申请延期');
  await expect(second.getByTestId('action-request_extension')).toBeVisible();
  await expect(first.getByTestId('action-assign_handler')).toBeVisible();
});
