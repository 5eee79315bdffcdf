import type { BrowserContext, Page } from '@playwright/test';

import { describe, expectNetwork, expectWaiting, readyForOffline, signIn, submitReport } from '../support/pages.ts';
import { expect, phone, test } from '../support/test.ts';

type Way = 'silently' | 'with an event' | 'in the middle of saving';

declare global {
  interface Window {
    closeDatabases: (way: Way) => void;
  }
}

/** Lets a test close the page's connections to its database, as browsers do by themselves. */
async function holdConnections(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const connections = new Set<IDBDatabase>();
    let aborts = false;
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (name: string, version?: number) {
      const request = version === undefined ? open.call(this, name) : open.call(this, name, version);
      request.addEventListener('success', () => connections.add(request.result));
      return request;
    };
    const transaction = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (stores, mode, options) {
      const begun = transaction.call(this, stores, mode, options);
      if (aborts && mode === 'readwrite' && begun.objectStoreNames.contains('outbox')) {
        aborts = false;
        // What a transaction says of itself when its connection was taken away.
        Object.defineProperty(begun, 'error', { value: new DOMException('connection lost', 'AbortError') });
        begun.abort();
      }
      return begun;
    };
    window.closeDatabases = (way) => {
      if (way === 'in the middle of saving') {
        aborts = true;
        return;
      }
      for (const connection of connections) {
        connection.close();
        if (way === 'with an event') connection.dispatchEvent(new Event('close'));
      }
      connections.clear();
    };
  });
}

async function close(page: Page, way: Way): Promise<void> {
  await page.evaluate((closing) => window.closeDatabases(closing), way);
}

test('a database that closes by itself keeps what is said next, without a reload', async ({ as, device }) => {
  const pocket = await device(phone);
  await holdConnections(pocket);
  const page = await pocket.newPage();
  await signIn(page, 'grid18');
  await readyForOffline(page);
  await pocket.setOffline(true);
  await expectNetwork(page, 'offline');
  const ways: Way[] = ['silently', 'with an event', 'in the middle of saving'];
  const ids: string[] = [];
  for (const [n, way] of ways.entries()) {
    await describe(page, { description: `数据库自己关掉之后的第 ${n + 1} 件` });
    await close(page, way);
    ids.push(await submitReport(page));
    await expectWaiting(page, n + 1);
    await page.getByTestId('report-next').click();
  }
  await close(page, 'silently');
  await pocket.setOffline(false);
  await expectWaiting(page, 0);
  const arrived = await (await as('grid18')).ticketsAbout('数据库自己关掉之后');
  expect(arrived.map((ticket) => ticket.id).sort()).toEqual([...ids].sort());
});
