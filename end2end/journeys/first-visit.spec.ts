import { readyForOffline, signIn } from '../support/pages.ts';
import { Proxy } from '../support/proxy.ts';
import { expect, phone, test } from '../support/test.ts';

/** Bytes that a phone may have to download before it can report, with and without coverage. The aim is 250 000. */
const budget = 925_000;

test('a first visit of the report page stays within what a phone may download', async ({ device, server }) => {
  const proxy = await Proxy.before(server.port);
  try {
    const pocket = await device(phone, proxy.url);
    const page = await pocket.newPage();
    await signIn(page, 'grid20', '/report');
    await readyForOffline(page);
    await expect(page.getByTestId('submit-report')).toBeEnabled();
    const files = proxy.seen.filter(({ path }) => !path.startsWith('/sync/') && !path.startsWith('/api/'));
    const total = files.reduce((sum, file) => sum + file.answered, 0);
    const list = files.map(({ path, answered }) => `${answered} ${path}`).join('\n');
    await test.info().attach('files', { body: list, contentType: 'text/plain' });
    expect(files.map(({ path }) => path)).toContain('/sw.js');
    // Maps are for whoever opens one.
    expect(files.filter(({ path }) => /\/map\.js|\/maplibre\//.test(path))).toEqual([]);
    expect(total, `bytes in all:\n${list}`).toBeLessThanOrEqual(budget);
    // The large ones come packed, and packed before anybody asked.
    for (const kind of ['.wasm', '.css', '/xianghu.js']) {
      // What the browser has already is answered without a body.
      const sent = files.filter(({ path, answered }) => path.endsWith(kind) && answered > 0);
      const packed = sent.map(({ encoding }) => encoding);
      expect(new Set(packed), kind).toEqual(new Set(['br']));
    }
  } finally {
    await proxy.close();
  }
});
