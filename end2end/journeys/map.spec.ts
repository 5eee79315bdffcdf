import type { Page } from '@playwright/test';

import type { Api } from '../support/api.ts';
import { describe, expectNetwork, expectWaiting, readyForOffline, signIn, submitReport } from '../support/pages.ts';
import { desktop, expect, here, phone, test } from '../support/test.ts';

/** A whistle of this grid worker, some metres to the north of where the journeys happen. */
async function whistle(grid: Api, description: string, north: number): Promise<string> {
  const place = { lat: here.latitude + north / 111_195, lon: here.longitude, accuracy_m: 8, source: 'gps' };
  return grid.command('whistle', { description, place });
}

async function opened(page: Page): Promise<void> {
  await expect(page.getByTestId('map')).toHaveAttribute('data-standing', 'open', { timeout: 30_000 });
}

/** Until a map would open without coverage. */
async function keptForOffline(page: Page): Promise<void> {
  await page.waitForFunction(async () => {
    const builds = (await caches.keys()).filter((name) => name.startsWith('build-'));
    const kept = (await Promise.all(builds.map(async (name) => (await caches.open(name)).keys()))).flat();
    return ['map.js', 'maplibre-gl.mjs', 'maplibre-gl-worker.mjs', 'maplibre-gl.css'].every((file) =>
      kept.some(({ url }) => url.endsWith(`/${file}`)),
    );
  });
}

test('a desk has its list on a map, which follows the list and says in words what it shows', async ({ as, device }) => {
  const grid = await as('grid09');
  const first = await whistle(grid, '地图上的井盖', 0);
  await whistle(grid, '地图上的路灯', 300);
  const township = (await grid.ticket(first)).township!;
  const nowhere = await grid.command('whistle', { description: '没有位置的垃圾' });

  const page = await (await device(desktop)).newPage();
  const files: string[] = [];
  page.on('request', (request) => files.push(new URL(request.url()).pathname));
  await signIn(page, 'supervisor04', `/desk?queue=received&township=${township}`);
  await expect(page.locator(`[data-ticket="${first}"]`)).toBeVisible();
  expect(files.filter((file) => file.includes('map'))).toEqual([]);

  const rows = page.getByTestId('ticket-row');
  await page.getByTestId('desk-map-toggle').click();
  await opened(page);
  const summary = page.getByTestId('map-summary');
  const count = await rows.filter({ visible: true }).count();
  await expect(summary).toContainText('件没有位置');
  const [, onMap, without] = (await summary.innerText()).match(/图上 (\d+) 件.*另有 (\d+) 件没有位置/)!;
  expect(Number(onMap) + Number(without)).toBe(count);
  expect(files.some((file) => file.startsWith('/pkg/maplibre/'))).toBe(true);

  // Choosing a row says so beside the map; the list stays in sight.
  await page.locator(`[data-ticket="${first}"] a`).click();
  await expect(summary).toContainText('选中：地图上的井盖');
  await expect(page.locator(`[data-ticket="${nowhere}"]`)).toBeVisible();
  await expect(page.getByTestId('ticket-pane')).toBeVisible();

  // The map goes where the list goes.
  await page.getByTestId('desk-search').fill('地图上的路灯');
  await expect(summary).toContainText('图上 1 件');
  await page.getByTestId('map-heat').click();
  await expect(page.getByTestId('map-heat')).toHaveAttribute('aria-pressed', 'true');

  // By keyboard, too: the picture has a name and can be focused, and so have its buttons.
  const picture = page.locator('.map canvas');
  await expect(picture).toHaveAttribute('aria-label', '地图');
  await picture.focus();
  await expect(picture).toBeFocused();
  await expect(page.getByRole('button', { name: '放大' })).toBeVisible();

  // It is open the next time, and closes for good.
  await page.reload();
  await opened(page);
  await page.getByTestId('desk-map-toggle').click();
  await expect(page.getByTestId('map')).toBeHidden();
});

test('without WebGL the map says so, and the list goes on working', async ({ as, device }) => {
  const ticket = await whistle(await as('grid09'), '画不出来的井盖', 0);
  const place = await device(desktop);
  await place.addInitScript(() => {
    const original = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
      return kind.startsWith('webgl') ? null : Reflect.apply(original, this, [kind, ...rest]);
    } as typeof original;
  });
  const page = await place.newPage();
  await signIn(page, 'supervisor05', '/desk?queue=received');
  await page.getByTestId('desk-map-toggle').click();
  await expect(page.getByTestId('map')).toHaveAttribute('data-standing', 'cannot_draw');
  await expect(page.getByTestId('map')).toContainText('这个浏览器画不了地图');
  await expect(page.getByTestId('map-summary')).toContainText('图上');
  await page.locator(`[data-ticket="${ticket}"] a`).click();
  await expect(page.getByTestId('ticket-pane')).toContainText('画不出来的井盖');
});

test('a pin is set on a map that was opened before, without coverage and without a fix', async ({ as, device }) => {
  const pocket = await device({ ...phone, geolocation: undefined, permissions: ['background-sync'] });
  const page = await pocket.newPage();
  await signIn(page, 'grid07', '/report');
  await readyForOffline(page);
  await page.getByTestId('pin').click();
  await opened(page);
  await keptForOffline(page);
  await page.getByRole('button', { name: '取消' }).click();
  await expect(page.getByTestId('map')).toBeHidden();

  await pocket.setOffline(true);
  await expectNetwork(page, 'offline');
  await page.reload();
  await page.getByTestId('pin').click();
  await opened(page);
  const chosen = page.getByTestId('pin-place');
  await expect(chosen).toContainText(/\d+\.\d{5}, \d+\.\d{5} .*网格/);
  const before = await chosen.innerText();
  // Moved by keys, as it would be by a thumb.
  await page.locator('.map canvas').focus();
  await page.keyboard.press('ArrowRight');
  await expect(chosen).not.toHaveText(before);
  const [coordinates] = (await chosen.innerText()).match(/^\d+\.\d{5}, \d+\.\d{5}/)!;
  await page.getByTestId('take-pin').click();
  await expect(page.getByTestId('place')).toContainText('用地图上选的点');
  await describe(page, { description: '图上选的井盖' });

  // A pin is part of a draft.
  await page.reload();
  await expect(page.getByTestId('place')).toContainText('用地图上选的点');
  const id = await submitReport(page);
  await pocket.setOffline(false);
  await expectWaiting(page, 0);
  const { place } = (await (await as('grid07')).ticket(id)) as unknown as { place: Record<string, unknown> };
  expect(place.source).toBe('map');
  expect(`${(place.lat as number).toFixed(5)}, ${(place.lon as number).toFixed(5)}`).toBe(coordinates);
});

test('a grid worker is shown a way through what is to be verified, from where they stand', async ({ as, device }) => {
  const [grid, centre] = [await as('grid07'), await as('supervisor01')];
  const far = await whistle(grid, '远处要核实的井盖', 900);
  const near = await whistle(grid, '近处要核实的井盖', 200);
  for (const ticket of [far, near]) await centre.command('request_verification', {}, ticket);

  const pocket = await device(phone);
  const page = await pocket.newPage();
  await signIn(page, 'grid07', '/tasks');
  await page.getByTestId('route').click();
  await expect(page.getByTestId('route-summary')).toContainText('从现在的位置出发');
  const stops = page.getByTestId('route-stop');
  const order = async () => (await stops.allInnerTexts()).join('\n');
  const ways = await order();
  expect(ways.indexOf('近处要核实的井盖')).toBeGreaterThanOrEqual(0);
  expect(ways.indexOf('近处要核实的井盖')).toBeLessThan(ways.indexOf('远处要核实的井盖'));
  await expect(stops.first()).toContainText('米');
  await expect(page.locator('.route')).toContainText('直线距离');

  await page.getByTestId('route-on-map').click();
  await opened(page);
  await stops.first().click();
  await expect(page.getByTestId('ticket-pane')).toBeVisible();
});
