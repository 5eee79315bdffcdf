import type { Api } from '../support/api.ts';
import { begin, expectWaiting, finish, openFromDesk, readyForOffline, signIn } from '../support/pages.ts';
import { desktop, expect, tablet, test } from '../support/test.ts';

/** A photo that is named and never comes, as none of this is about it. */
const photo = { sha256: 'ab'.repeat(32), bytes: 1000, media_type: 'image/jpeg', width: 640, height: 480 };

/** A ticket that somebody whistled for and D14 has handled, so that it waits for its rating. */
async function handled(reporter: Api, centre: Api, unit: Api, description: string): Promise<string> {
  const ticket = await reporter.command('whistle', { description });
  await centre.command('accept', {}, ticket);
  await centre.command('dispatch', { lead: 'D14', co_responsible: [] }, ticket);
  await unit.command('sign', {}, ticket);
  await unit.command('report_result', { text: '已办理', photos: [photo] }, ticket);
  await centre.command('pass', {}, ticket);
  return ticket;
}

const content = { response: 5, quality: 5, result: 5, satisfaction: 'satisfied' };

test('a rating made without coverage moves the score once it is through, and leads to its ticket', async ({ device, as }) => {
  const [centre, unit, caller] = [await as('supervisor01'), await as('specialist14'), await as('caller07')];
  for (const name of ['grid07', 'caller02']) {
    const rater = await as(name);
    await rater.command('rate', content, await handled(rater, centre, unit, `${name}的景区事项`));
  }
  const ticket = await handled(caller, centre, unit, '请协调景区厕所选址');

  const department = await (await device(desktop)).newPage();
  await signIn(department, 'specialist14', '/scores');
  await expect(department.getByRole('heading', { name: '我的得分' })).toBeVisible();
  const townships = department.getByTestId('townships');
  await expect(townships).toHaveText(/\d/);
  const before = Number(await townships.textContent());
  // Two have rated: who rated what is not told yet.
  await expect(department.locator('[data-testid=entry][data-reason=handled_in_time]').first()).toBeVisible();
  await expect(department.locator('[data-testid=entry][data-reason=rated]')).toHaveCount(0);

  const office = await device(tablet);
  const township = await office.newPage();
  await signIn(township, 'caller07');
  await readyForOffline(township);
  await openFromDesk(township, 'awaiting_rating', ticket);
  await office.setOffline(true);
  const rating = await begin(township, 'rate');
  for (const mark of ['rating-response-5', 'rating-quality-5', 'rating-result-5', 'satisfaction-satisfied']) {
    await rating.locator('label').filter({ has: township.getByTestId(mark) }).click();
  }
  await finish(township, 'rate');
  // What the township has rated stands there before anybody else knows of it.
  await township.getByRole('link', { name: '得分', exact: true }).click();
  const given = township.locator(`[data-testid=given][data-ticket="${ticket}"]`);
  await expect(given).toContainText('满意');
  await expect(given).toContainText('文化和旅游局');
  await office.setOffline(false);
  await expectWaiting(township, 0);
  await expect.poll(async () => (await centre.ticket(ticket))?.status).toBe('closed');

  await department.reload();
  await expect(townships).toHaveText(/\d/);
  await expect.poll(async () => Number(await townships.textContent())).toBeGreaterThan(before);
  await department.getByTestId('rule-response').click();
  await expect(department.locator('[data-testid=entry]:not([data-reason=rated])')).toHaveCount(0);
  await expect(department.locator('[data-testid=entry]').first()).toContainText('崖头街道');

  // From the ranking down to the ticket in two steps.
  const leader = await (await device(desktop)).newPage();
  await signIn(leader, 'leader01', '/scores');
  await expect(leader.getByTestId('indicator')).toHaveCount(13);
  await leader.locator('[data-testid=ranked][data-unit=D14]').getByRole('link').click();
  const number = (await centre.ticket(ticket))?.number ?? '';
  await leader.locator('[data-testid=entry][data-reason=rated]').getByRole('link', { name: number }).first().click();
  await expect(leader).toHaveURL(new RegExp(`/tickets/${ticket}$`));
  await expect(leader.getByTestId('ticket-pane')).toContainText('请协调景区厕所选址');
});
