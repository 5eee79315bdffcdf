import { addPhotos, describe, expectWaiting, readyForOffline, signIn, submitReport } from '../support/pages.ts';
import { asFile, drawJpeg } from '../support/photo.ts';
import { Proxy } from '../support/proxy.ts';
import { expect, phone, test } from '../support/test.ts';

test('a photo whose page was closed in the middle of its upload completes when the app is opened again', async ({
  as,
  browser,
  device,
  server,
}) => {
  const proxy = await Proxy.before(server.port);
  const isPart = (request: { method: string }) => request.method === 'PUT';
  try {
    const pocket = await device(phone, proxy.url);
    let page = await pocket.newPage();
    await signIn(page, 'grid03');
    await readyForOffline(page);

    // The first parts get through, the next ones hang.
    let through = 0;
    proxy.decide((request) => {
      if (!isPart(request)) return 'pass';
      through += 1;
      return through === 1 ? 'pass' : 'hold';
    });
    await addPhotos(page, [asFile('street.jpg', await drawJpeg(browser, 2400, 1800))]);
    await describe(page, { item: '路灯', phrase: '倾斜' });
    const ticket = await submitReport(page);
    await expect.poll(() => proxy.heldBack).toBeGreaterThan(0);
    await expectWaiting(page, 1);
    await page.close();

    const grid = await as('grid03');
    const before = (await grid.ticket(ticket))!;
    expect(before.photos.map((photo) => photo.received)).toEqual([false]);
    const partsBefore = proxy.seen.filter(isPart).length;

    proxy.decide(() => 'pass');
    page = await pocket.newPage();
    await page.goto('/queue');
    await expect.poll(async () => (await grid.ticket(ticket))?.photos[0]?.received, { timeout: 30_000 }).toBe(true);
    await expectWaiting(page, 0);

    const [photo] = (await grid.ticket(ticket))!.photos;
    expect((await grid.photo(photo!.sha256)).bytes.length).toBe(photo!.bytes);
    // What had arrived was not sent again.
    const resent = proxy.seen.filter(isPart).slice(partsBefore);
    expect(resent.map((request) => Number(/\/parts\/(\d+)/.exec(request.path)?.[1]))).not.toContain(0);
  } finally {
    await proxy.close();
  }
});
