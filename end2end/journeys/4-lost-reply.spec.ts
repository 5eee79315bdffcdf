import { describe, expectWaiting, readyForOffline, signIn, submitReport } from '../support/pages.ts';
import { Proxy, type Seen } from '../support/proxy.ts';
import { expect, phone, test } from '../support/test.ts';

interface Push {
  commands: { command_id: string; seq: number; captured_at: string }[];
}

test('a whistle whose acknowledgement was lost on the way is sent again and opens one ticket', async ({
  as,
  device,
  server,
}) => {
  const proxy = await Proxy.before(server.port);
  const isPush = (request: Seen) => request.path.startsWith('/sync/v1/push');
  try {
    const page = await (await device(phone, proxy.url)).newPage();
    await signIn(page, 'grid04');
    await readyForOffline(page);
    let pushes = 0;
    proxy.decide((request) => {
      if (!isPush(request)) return 'pass';
      pushes += 1;
      return pushes <= 2 ? 'lose-reply' : 'pass';
    });
    await describe(page, { item: '污水井盖', description: '回执丢失两次的这一件' });
    const ticket = await submitReport(page);
    await expect.poll(() => proxy.lostReplies, { timeout: 30_000 }).toBe(2);
    await expect.poll(() => proxy.seen.filter(isPush).length, { timeout: 30_000 }).toBe(3);
    await expectWaiting(page, 0);

    const sent = proxy.seen.filter(isPush).map((request) => JSON.parse(request.body.toString()) as Push);
    // Sealed once: the same command, to the letter, each time.
    expect(new Set(sent.map((push) => JSON.stringify(push.commands))).size).toBe(1);
    const tickets = await (await as('grid04')).ticketsAbout('回执丢失两次的这一件');
    expect(tickets.map(({ id, revision, events }) => ({ id, revision, events: events.length }))).toEqual([
      { id: ticket, revision: 1, events: 1 },
    ]);
  } finally {
    await proxy.close();
  }
});
