import { describe, expectNetwork, expectWaiting, readyForOffline, signIn, submitReport } from '../support/pages.ts';
import { desktop, expect, here, test } from '../support/test.ts';

interface Grid {
  code: string;
  shape: [number, number][][][];
}

test('without coverage a phone says in which grid it is, and near a border it asks', async ({ as, profile }) => {
  const admin = await as('admin01');
  const { grids } = (await (await admin.get('/api/v1/grids')).json()) as { grids: Grid[] };
  const { context, page } = await profile.start();
  await context.setGeolocation(here);
  await signIn(page, 'grid07');
  await readyForOffline(page);
  await context.setOffline(true);
  await expectNetwork(page, 'offline');
  await expect(page.getByTestId('ground')).toHaveText('崖头街道 · 第1网格');

  const [first, second] = neighbours(grids, 'T07-01');
  await context.setGeolocation({ ...first.middle, accuracy: 5 });
  const choices = page.getByTestId('ground-choices');
  await expect(choices.getByRole('radio')).toHaveCount(2);
  const other = choices.locator('label').filter({ hasText: `第${Number(second.slice(-1))}网格` });
  expect((await other.boundingBox())!.height).toBeGreaterThanOrEqual(48);
  await other.click();
  await describe(page, { description: '网格交界处的井盖破了' });

  await page.reload();
  await expect(choices.getByRole('radio', { checked: true })).toHaveCount(1);
  const id = await submitReport(page);
  await context.setOffline(false);
  await expectWaiting(page, 0);
  const ticket = (await (await as('grid07')).ticket(id)) as unknown as { grid: string; ground: string; township: string };
  expect(ticket).toMatchObject({ grid: second, ground: 'T07', township: 'T07' });
});

test('an administrator sees all grids, and what is wrong with a file', async ({ device }) => {
  const page = await (await device(desktop)).newPage();
  await signIn(page, 'admin01', '/grids');
  await expect(page.getByTestId('grid-count')).toHaveText('22 个镇街，88 个网格');
  const township = page.getByTestId('grid-township').filter({ hasText: '崖头街道' });
  await township.locator('summary').click();
  await expect(township).toContainText('崖头街道第1网格党支部（示例）');
  await expect(township).toContainText('grid07');
  await expect(page.locator('.grids__shape[data-chosen]')).toHaveCount(4);

  const feature = (code: string, coordinates: unknown) => ({
    type: 'Feature',
    properties: { code, name: code, township: '崖头街道' },
    geometry: { type: 'Polygon', coordinates },
  });
  const open = [[[122.9, 37.5], [123, 37.5], [123, 37.6], [122.9, 37.6]]];
  const sound = [[[122.9, 37.5], [123, 37.5], [123, 37.6], [122.9, 37.5]]];
  const choose = async (features: unknown[]) => {
    const buffer = Buffer.from(JSON.stringify({ type: 'FeatureCollection', features }));
    await page.getByTestId('grids-file').setInputFiles({ name: 'grids.geojson', mimeType: 'application/geo+json', buffer });
  };
  await choose([feature('X1', sound), feature('X2', open)]);
  await expect(page.getByTestId('grid-faults')).toHaveText('第 2 个（X2）：边界没有闭合，最后一点应与第一点相同。');
  await choose([feature('X1', sound)]);
  await page.getByTestId('grids-apply').click();
  await expect(page.getByTestId('grid-count')).toHaveText('22 个镇街，89 个网格');
});

/** The middle of a border that this grid has with another of its township, and nobody else near. */
function neighbours(grids: Grid[], code: string): [{ middle: { latitude: number; longitude: number } }, string] {
  const edges = (grid: Grid) => {
    const ring = grid.shape[0]![0]!;
    return ring.slice(1).map((to, n) => [ring[n]!, to] as const);
  };
  const own = edges(grids.find((grid) => grid.code === code)!);
  const same = (one: readonly number[], other: readonly number[]) => one[0] === other[0] && one[1] === other[1];
  for (const grid of grids.filter((grid) => grid.code !== code && grid.code.startsWith(code.slice(0, 3)))) {
    for (const [from, to] of edges(grid)) {
      if (!own.some(([a, b]) => same(a, to) && same(b, from))) continue;
      const middle = { latitude: (from[1] + to[1]) / 2, longitude: (from[0] + to[0]) / 2 };
      return [{ middle }, grid.code];
    }
  }
  throw new Error(`${code} has no neighbour`);
}
