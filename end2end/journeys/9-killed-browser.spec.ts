import { addPhotos, describe, expectNetwork, expectWaiting, readyForOffline, signIn } from '../support/pages.ts';
import { asFile, drawJpeg } from '../support/photo.ts';
import { expect, test } from '../support/test.ts';

test('what was said to be saved is there after the browser was killed, and arrives once with its photo', async ({
  as,
  browser,
  profile,
  server,
}) => {
  const whistles = ['刚说已保存就被杀掉的第一件', '刚说已保存就被杀掉的第二件'];
  let { context, page } = await profile.start();
  await signIn(page, 'grid15');
  await readyForOffline(page);
  // A browser writes cookies down when it likes; this is about what it was told to keep.
  await profile.close();

  // A browser that has just been started may wake the worker before it is told that there is no coverage.
  await server.pause();
  for (const [n, description] of whistles.entries()) {
    ({ context, page } = await profile.start({ offline: true }));
    await page.goto('/report');
    await expectNetwork(page, 'offline');
    await expect(page.locator('#description')).toHaveValue('');
    await addPhotos(page, [asFile(`street-${n}.jpg`, await drawJpeg(browser, 1600, 1200))]);
    await describe(page, { description });
    const { dead } = await profile.killWhenShown(page, '[data-testid=saved-notice]');
    // The browser may be gone before it can say that the tap has ended.
    await page.getByTestId('submit-report').click({ noWaitAfter: true }).catch(() => undefined);
    await dead;
  }

  ({ context, page } = await profile.start({ offline: true }));
  await page.goto('/queue');
  await expect(page.getByTestId('queue-item')).toHaveCount(whistles.length);
  for (const description of whistles) await expect(page.getByText(description)).toBeVisible();
  await server.resume();
  await context.setOffline(false);
  await expectWaiting(page, 0);

  const grid = await as('grid15');
  const arrived = await grid.ticketsAbout('刚说已保存就被杀掉');
  expect(arrived.map((ticket) => ticket.description).sort()).toEqual([...whistles].sort());
  for (const ticket of arrived) {
    expect(ticket.photos.map((photo) => photo.received)).toEqual([true]);
    expect((await grid.photo(ticket.photos[0]!.sha256)).bytes.length).toBe(ticket.photos[0]!.bytes);
  }
});
