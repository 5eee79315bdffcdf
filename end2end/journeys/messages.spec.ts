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
  const desk = await (await device(desktop)).newPage();
  await signIn(desk, 'specialist15', '/desk');
  const place = await device(phone);
  const page = await place.newPage();
  await signIn(page, 'specialist15', '/desk');
  await readyForOffline(page);
  const ticket = await signed(as, '要催一催的井盖');
  await (await as('supervisor15')).command('remind', { text: '今天要有进展' }, ticket);
  for (const each of [desk, page]) await expect(each.getByTestId('tab-messages').locator('.tab__count')).toBeVisible();

  await place.setOffline(true);
  await expectNetwork(page, 'offline');
  await page.getByTestId('tab-messages').click();
  await expect(page.getByTestId('message').first()).toHaveAttribute('data-state', 'unread');
  await expect(page.getByTestId('tab-messages').locator('.tab__count')).toHaveCount(0);
  await expect(desk.getByTestId('tab-messages').locator('.tab__count')).toBeVisible();
  await place.setOffline(false);
  await expectNetwork(page, 'online');
  // The other device hears of it with its next greeting.
  await expect(async () => {
    await desk.reload();
    await expect(desk.getByTestId('tab-messages')).toBeVisible();
    await expect(desk.getByTestId('tab-messages').locator('.tab__count')).toHaveCount(0, { timeout: 3_000 });
  }).toPass({ timeout: 30_000 });
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
