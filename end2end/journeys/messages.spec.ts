import { randomUUID } from 'node:crypto';

import type { Api } from '../support/api.ts';
import { expectNetwork, readyForOffline, signIn } from '../support/pages.ts';
import { desktop, expect, phone, test } from '../support/test.ts';

/** A ticket of the fifteenth township that is dispatched to D15 and signed. */
async function signed(as: (username: string) => Promise<Api>, description: string): Promise<string> {
  const ticket = await (await as('caller15')).command('whistle', { description, item_code: '0102' }, randomUUID());
  const centre = await as('supervisor15');
  await centre.command('accept', {}, ticket);
  await centre.command('dispatch', { lead: 'D15', co_responsible: [], reason: '由其办理' }, ticket);
  return (await as('specialist15')).command('sign', {}, ticket);
}

test('what was read on one device without coverage is read on the other', async ({ device, as }) => {
  const office = await device(desktop);
  const desk = await office.newPage();
  await signIn(desk, 'specialist15', '/desk');
  const place = await device(phone);
  const page = await place.newPage();
  await signIn(page, 'specialist15', '/desk');
  await readyForOffline(page);
  const ticket = await signed(as, '要催一催的井盖');
  await (await as('supervisor15')).command('remind', { text: '今天要有进展' }, ticket);
  for (const each of [desk, page]) await expect(each.getByTestId('tab-messages').locator('.tab__count')).toBeVisible();

  const specialist = await as('specialist15');
  const readThrough = async () => {
    const answer = await specialist.get(`/sync/v1/hello?device_id=${randomUUID()}`);
    return ((await answer.json()) as { read_through?: string }).read_through;
  };
  await expect.poll(readThrough).toBeDefined();
  const before = await readThrough();

  await place.setOffline(true);
  await expectNetwork(page, 'offline');
  await page.getByTestId('tab-messages').click();
  await expect(page.getByTestId('message').first()).toHaveAttribute('data-state', 'unread');
  await expect(page.getByTestId('tab-messages').locator('.tab__count')).toHaveCount(0);
  await expect(desk.getByTestId('tab-messages').locator('.tab__count')).toBeVisible();
  await place.setOffline(false);
  await expectNetwork(page, 'online');
  await expect.poll(readThrough).not.toBe(before);
  // The other device hears of it with the greeting of its next pass, which ends with what changed.
  const passed = office.waitForEvent('response', (answer) => answer.url().includes('/sync/v1/pull'));
  await desk.reload();
  await passed;
  await expect(desk.getByTestId('tab-messages').locator('.tab__count')).toHaveCount(0);
  await desk.getByTestId('tab-messages').click();
  await expect(desk.getByTestId('message').first()).toHaveAttribute('data-state', 'read');
});

test('today says what waits for whom, what is due and what has changed, without coverage too', async ({ device, as }) => {
  const ticket = await signed(as, '今天要办的井盖');
  const place = await device(desktop);
  const page = await place.newPage();
  await signIn(page, 'specialist15', '/messages');
  await readyForOffline(page);
  await place.setOffline(true);
  await expectNetwork(page, 'offline');
  const group = (name: string) => page.getByTestId(`digest-${name}`);
  await group('waiting').locator('summary').click();
  await expect(group('waiting').locator(`a[href="/tickets/${ticket}"]`)).toBeVisible();
  await group('changed').locator('summary').click();
  await expect(group('changed').locator(`a[href="/tickets/${ticket}"]`)).toBeVisible();
  await group('waiting').locator(`a[href="/tickets/${ticket}"]`).click();
  await expect(page.getByTestId('action-report_result')).toBeVisible();
});
