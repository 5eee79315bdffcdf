import { randomUUID } from 'node:crypto';

import type { Api } from '../support/api.ts';
import { begin, expectWaiting, finish, openFromDesk, readyForOffline, signIn, take } from '../support/pages.ts';
import { desktop, expect, test } from '../support/test.ts';

type As = (username: string) => Promise<Api>;

/** A ticket of the seventh township that D01 has signed. */
async function signed(as: As, description: string): Promise<string> {
  const ticket = await (await as('caller07')).command('whistle', { description, item_code: '0102' }, randomUUID());
  const centre = await as('supervisor01');
  await centre.command('accept', {}, ticket);
  await centre.command('dispatch', { lead: 'D01', co_responsible: [] }, ticket);
  return (await as('specialist01')).command('sign', {}, ticket);
}

test('a unit asks for more time without coverage, and has it once the centre agrees', async ({ device, as }) => {
  const ticket = await signed(as, '要等配件的井盖');
  const due = (await (await as('specialist01')).ticket(ticket))?.due_at;
  const office = await device(desktop);
  const department = await office.newPage();
  await signIn(department, 'specialist01');
  await readyForOffline(department);
  await openFromDesk(department, 'handling', ticket);
  await office.setOffline(true);
  const asking = await begin(department, 'request_extension');
  await expect(asking).toContainText('再加一个时限');
  await asking.locator('#extension-reason').fill('配件明天才到');
  await finish(department, 'request_extension');
  await expect(department.getByTestId('action-request_extension')).toBeHidden();
  await office.setOffline(false);
  await expectWaiting(department, 0);

  const centre = await (await device(desktop)).newPage();
  await signIn(centre, 'supervisor01');
  const pane = await openFromDesk(centre, 'requests', ticket);
  await expect(pane).toContainText('配件明天才到');
  await take(centre, 'approve_extension');
  await expect(pane.locator('.facts')).toContainText('延期');
  await expect.poll(async () => Date.parse((await (await as('specialist01')).ticket(ticket))?.due_at ?? '')).toBeGreaterThan(Date.parse(due!));
});

test('a suspended ticket says why to whoever whistled, and goes on when it is resumed', async ({ device, as }) => {
  const ticket = await signed(as, '要等天气的路面');
  const department = await (await device(desktop)).newPage();
  await signIn(department, 'specialist01');
  const theirs = await openFromDesk(department, 'handling', ticket);
  const asking = await begin(department, 'request_suspension');
  await asking.locator('#suspension-reason').fill('气温太低，沥青不能摊铺');
  await department.getByTestId('submit-request_suspension').click();
  await expect(asking).toContainText('选择恢复办理的日期');
  await asking.locator('#suspension-until').fill('2020-01-01');
  await department.getByTestId('submit-request_suspension').click();
  await expect(asking).toContainText('要在今天之后');
  const week = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  await asking.locator('#suspension-until').fill(week);
  await finish(department, 'request_suspension');

  const centre = await (await device(desktop)).newPage();
  await signIn(centre, 'supervisor01');
  await openFromDesk(centre, 'requests', ticket);
  await take(centre, 'approve_suspension');

  const township = await (await device(desktop)).newPage();
  await signIn(township, 'caller07', `/tickets/${ticket}`);
  await expect(township.getByTestId('ticket-pane')).toContainText('案件已挂起');
  await expect(township.getByTestId('ticket-pane')).toContainText('气温太低，沥青不能摊铺');

  await expect(theirs).toContainText('案件已挂起');
  await expect(department.getByTestId('action-report_result')).toBeHidden();
  await take(department, 'resume');
  await expect(department.getByTestId('action-report_result')).toBeVisible();
  await expect(department.getByTestId('action-request_suspension')).toBeHidden();
});

test('an administrator arranges the next year by tapping days', async ({ device, as }) => {
  const admin = await as('admin01');
  const { version, years } = (await (await admin.get('/api/v1/calendar')).json()) as { version: number; years: object };
  const next = Math.max(...Object.keys(years).map(Number)) + 1;
  const page = await (await device(desktop)).newPage();
  await signIn(page, 'admin01', '/calendar');
  await page.getByRole('button', { name: `${next} 年`, exact: true }).click();
  await expect(page.getByText(`${next} 年还没有安排`)).toBeVisible();
  // The first of May is no day of work, whatever weekday it is.
  const holiday = page.locator(`[data-day="${next}-05-01"]`);
  const isWeekend = [0, 6].includes(new Date(`${next}-05-01T00:00:00Z`).getUTCDay());
  await expect(holiday).toHaveClass(isWeekend ? /day--off/ : /^day$/);
  await holiday.click();
  await expect(holiday).toHaveClass(isWeekend ? /day--worked/ : /day--off/);
  await page.getByTestId('save-calendar').click();
  await expect(page.getByText('已保存，新的时限按它计算。')).toBeVisible();
  await expect(page.getByText(`已排到 ${next}年12月31日`)).toBeVisible();
  await expect(page.getByTestId('save-calendar')).toBeDisabled();
  const now = (await (await admin.get('/api/v1/calendar')).json()) as { version: number };
  expect(now.version).toBe(version + 1);
});
