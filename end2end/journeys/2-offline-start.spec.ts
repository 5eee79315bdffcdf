import { describe, expectNetwork, expectWaiting, readyForOffline, signIn, submitReport } from '../support/pages.ts';
import { expect, test } from '../support/test.ts';

test('the app starts without coverage on a deep link, and five whistles of three starts arrive once each', async ({
  as,
  profile,
  server,
}) => {
  const whistles = [1, 2, 3, 4, 5].map((n) => `第 ${n} 件，三次启动之间上报`);
  const ids: string[] = [];
  let { context, page } = await profile.start();
  await signIn(page, 'grid02');
  await readyForOffline(page);
  await context.setOffline(true);
  await expectNetwork(page, 'offline');
  // A browser that has just been started may wake the worker before it is told that there is no coverage.
  await server.pause();
  for (const description of whistles.slice(0, 2)) {
    await describe(page, { description });
    ids.push(await submitReport(page));
    await page.getByTestId('report-next').click();
  }
  await profile.close();

  // Started anew without coverage, on the list of my whistles.
  ({ context, page } = await profile.start({ offline: true }));
  await page.goto('/mine');
  for (const description of whistles.slice(0, 2)) await expect(page.getByText(description).first()).toBeVisible();
  await expectNetwork(page, 'offline');
  await expectWaiting(page, 2);
  for (const description of whistles.slice(2, 4)) {
    await page.goto('/report');
    await describe(page, { description });
    ids.push(await submitReport(page));
  }
  await profile.close();

  // And once more, on a ticket that the server has never heard of.
  ({ context, page } = await profile.start({ offline: true }));
  await page.goto(`/tickets/${ids[0]}`);
  await expect(page.getByTestId('ticket-pane')).toContainText(whistles[0]!);
  await page.goto('/report');
  await describe(page, { description: whistles[4] });
  ids.push(await submitReport(page));
  await page.goto('/queue');
  await expect(page.getByTestId('queue-item')).toHaveCount(5);
  await expectWaiting(page, 5);

  await server.resume();
  await context.setOffline(false);
  await expectWaiting(page, 0);
  const grid = await as('grid02');
  const arrived = await grid.ticketsAbout('三次启动之间上报');
  expect(arrived.map((ticket) => ticket.id).sort()).toEqual([...ids].sort());
  expect(arrived.map((ticket) => ticket.description).sort()).toEqual(whistles);
  for (const ticket of arrived) expect(ticket.events.map((event) => event.kind)).toEqual(['whistle']);
});
