import type { Page } from '@playwright/test';

import { addPhotos, describe, expectWaiting, readyForOffline, signIn, submitReport } from '../support/pages.ts';
import { asFile, drawJpeg } from '../support/photo.ts';
import { Proxy, type Seen } from '../support/proxy.ts';
import { expect, phone, test } from '../support/test.ts';

const isPart = (request: Seen) => request.method === 'PUT' && request.path.includes('/parts/');
const partOf = (request: Seen) => Number(/\/parts\/(\d+)/.exec(request.path)?.[1]);

/** From here on the first parts get through, and the next ones hang. */
function holdAfterFirst(proxy: Proxy): void {
  let through = 0;
  proxy.decide((request) => {
    if (!isPart(request)) return 'pass';
    through += 1;
    return through === 1 ? 'pass' : 'hold';
  });
}

/** Whistles with a photo of many parts, and waits until its upload hangs. */
async function beginUpload(page: Page, proxy: Proxy, jpeg: Buffer): Promise<string> {
  await addPhotos(page, [asFile('street.jpg', jpeg)]);
  await describe(page, { item: '路灯', phrase: '倾斜' });
  const ticket = await submitReport(page);
  await expect.poll(() => proxy.heldBack).toBeGreaterThan(0);
  await expectWaiting(page, 1);
  return ticket;
}

test('a photo whose page was closed in the middle of its upload completes when the app is opened again, without Background Sync', async ({
  as,
  browser,
  device,
  server,
}) => {
  const proxy = await Proxy.before(server.port);
  try {
    const pocket = await device(phone, proxy.url);
    await pocket.addInitScript(() => delete (globalThis.ServiceWorkerRegistration?.prototype as { sync?: unknown } | undefined)?.sync);
    let page = await pocket.newPage();
    await signIn(page, 'grid03');
    await readyForOffline(page);

    holdAfterFirst(proxy);
    const ticket = await beginUpload(page, proxy, await drawJpeg(browser, 2400, 1800));
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
    expect(resent.map(partOf)).not.toContain(0);
  } finally {
    await proxy.close();
  }
});

test('a photo whose page was closed in the middle of its upload completes in the background', async ({
  as,
  browser,
  device,
  server,
}) => {
  const proxy = await Proxy.before(server.port);
  try {
    const pocket = await device(phone, proxy.url);
    const page = await pocket.newPage();
    await signIn(page, 'grid20');
    await readyForOffline(page);
    holdAfterFirst(proxy);
    const ticket = await beginUpload(page, proxy, await drawJpeg(browser, 2400, 1800));
    proxy.decide(() => 'pass');
    await page.close();
    const grid = await as('grid20');
    await expect.poll(async () => (await grid.ticket(ticket))?.photos[0]?.received, { timeout: 30_000 }).toBe(true);
  } finally {
    await proxy.close();
  }
});
