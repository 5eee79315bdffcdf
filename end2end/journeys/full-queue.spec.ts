import { fillOutbox } from '../support/outbox.ts';
import { expectWaiting, readyForOffline, signIn } from '../support/pages.ts';
import { expect, phone, test } from '../support/test.ts';

test('a full queue shows its beginning, more when asked, and goes out packed', async ({ as, device }) => {
  const pocket = await device(phone);
  // The worker would send some of it, where nobody sees how.
  await pocket.addInitScript(() => delete (globalThis.ServiceWorkerRegistration?.prototype as { sync?: unknown } | undefined)?.sync);
  const page = await pocket.newPage();
  await signIn(page, 'grid20');
  await readyForOffline(page);
  await fillOutbox(page, 55);
  await pocket.setOffline(true);
  await page.goto('/queue');
  await expectWaiting(page, 55);
  for (const drawn of [20, 40]) {
    await expect(page.getByTestId('queue-item')).toHaveCount(drawn);
    await expect(page.getByTestId('more')).toContainText(String(55 - drawn));
    await page.getByTestId('more').click();
  }
  await expect(page.getByTestId('queue-item')).toHaveCount(55);
  await expect(page.getByTestId('more')).toBeHidden();

  const packed: (string | undefined)[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/sync/v1/push')) packed.push(request.headers()['content-encoding']);
  });
  await pocket.setOffline(false);
  await expectWaiting(page, 0);
  expect(packed.length).toBeGreaterThan(1);
  expect(new Set(packed)).toEqual(new Set(['gzip']));
  const arrived = await (await as('grid20')).ticketsAbout('号门前，编号');
  expect(arrived.length).toBeGreaterThanOrEqual(55);
});
