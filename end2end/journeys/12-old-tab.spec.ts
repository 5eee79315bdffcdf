import type { Page } from '@playwright/test';

import { Api } from '../support/api.ts';
import { SiteCopy } from '../support/builds.ts';
import { describe, expectWaiting, readyForOffline, signIn, submitReport } from '../support/pages.ts';
import { Server } from '../support/server.ts';
import { expect, phone, test } from '../support/test.ts';

/** Makes a build ask for a newer schema, which adds a store. */
const newerSchema = `
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (name, version) {
    if (version === undefined) return open.call(this, name);
    const request = open.call(this, name, version + 1);
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore('of-the-next-version'));
    return request;
  };
`;

async function schemaOf(page: Page): Promise<number | undefined> {
  return page.evaluate(async () => (await indexedDB.databases()).find(({ name }) => name === 'xianghu')?.version);
}

test('an old tab lets a newer build upgrade the database, says that it is old, and loses nothing', async ({ device }) => {
  const site = await SiteCopy.make();
  const server = await Server.start(site.path);
  try {
    const pocket = await device(phone, server.url);
    const old = await pocket.newPage();
    await signIn(old, 'grid19', '/report');
    await readyForOffline(old);
    // From here on the worker stands between page and server.
    await old.reload();
    await expect(old.getByTestId('submit-report')).toBeEnabled();
    // Nothing gets out for now, so that there is a queue to be upgraded.
    await pocket.route('**/sync/v1/push', (route) => route.abort());
    await describe(old, { description: '旧页面里排着队的一件' });
    const ids = [await submitReport(old)];
    await old.getByTestId('report-next').click();
    await describe(old, { item: '道路破损', description: '旧页面里写到一半的说明' });
    const before = await schemaOf(old);

    await server.pause();
    await site.add('nextbuild002', newerSchema);
    await server.resume();
    const fresh = await pocket.newPage();
    await fresh.goto('/queue');
    await expect(fresh.getByTestId('queue-item')).toHaveCount(1);
    expect(await schemaOf(fresh)).toBe(before! + 1);

    await expect(old.getByTestId('outdated')).toBeVisible();
    await expect(old.locator('#description')).toHaveValue('旧页面里写到一半的说明');
    // It can still be saved where it was written …
    ids.push(await submitReport(old));
    await expectWaiting(fresh, 2);
    // … and what is begun then is there after going over.
    await old.getByTestId('report-next').click();
    await describe(old, { description: '换到新版本后写完的一件' });
    await old.getByTestId('outdated').getByRole('button').click();
    await expect(old.getByTestId('outdated')).toBeHidden();
    await expect(old.locator('#description')).toHaveValue('换到新版本后写完的一件');
    ids.push(await submitReport(old));
    await expectWaiting(old, 3);

    await pocket.unroute('**/sync/v1/push');
    await old.goto('/queue');
    const grid = await Api.signIn(server.url, 'grid19');
    for (const id of ids) {
      await expect.poll(async () => (await grid.ticket(id))?.events.map((event) => event.kind)).toEqual(['whistle']);
    }
    await expectWaiting(old, 0);
  } finally {
    await server.stop();
    await site.remove();
  }
});
