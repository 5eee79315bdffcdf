import { expectNetwork, readyForOffline, signIn } from '../support/pages.ts';
import { desktop, expect, test } from '../support/test.ts';

test('a shift begins, hands over to the next, and is confirmed as read', async ({ device, as }) => {
  const [leaving, coming] = [(await as('supervisor11')).person, (await as('supervisor12')).person];
  const a = await (await device(desktop)).newPage();
  await signIn(a, 'supervisor11', '/desk');
  await a.getByTestId('to-shift').click();
  await a.getByTestId('change-duty').click();
  await expect(a.getByTestId('on-duty').filter({ hasText: leaving.name })).toBeVisible();
  await expect(a.getByTestId('workload').filter({ hasText: leaving.name })).not.toContainText('不在岗');

  await a.locator('#handover-text').fill('青山路塌陷等住建局回话，今晚要盯');
  await a.reload();
  await expect(a.locator('#handover-text')).toHaveValue('青山路塌陷等住建局回话，今晚要盯');
  await a.getByTestId('hand-over').click();
  await expect(a.getByText('已交班')).toBeVisible();
  await expect(a.locator('#handover-text')).toHaveValue('');
  await a.getByTestId('change-duty').click();
  await expect(a.getByTestId('on-duty').filter({ hasText: leaving.name })).toHaveCount(0);

  const place = await device(desktop);
  const b = await place.newPage();
  await signIn(b, 'supervisor12', '/desk');
  await expect(b.getByTestId('to-shift')).toContainText('份交接未阅');
  await b.getByTestId('to-shift').click();
  const note = b.getByTestId('handover').filter({ hasText: '青山路塌陷' });
  await expect(note).toContainText(leaving.name);
  await note.getByTestId('confirm-reading').click();
  await expect(note).toContainText(`已阅：${coming.name}`);
  await expect(a.getByTestId('handover').filter({ hasText: '青山路塌陷' })).toContainText(coming.name);

  // What was handed over is read without coverage too; going on duty is not, and says so.
  await readyForOffline(b);
  await place.setOffline(true);
  await expectNetwork(b, 'offline');
  await b.goto('/shift');
  await expect(b.getByTestId('handover').filter({ hasText: '青山路塌陷' })).toContainText(`已阅：${coming.name}`);
  await b.getByTestId('change-duty').click();
  await expect(b.locator('.shift__duty').getByRole('alert')).toBeVisible();
});
