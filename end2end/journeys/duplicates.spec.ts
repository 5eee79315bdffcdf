import { randomUUID } from 'node:crypto';

import {
  addPhotos,
  begin,
  describe,
  expectWaiting,
  finish,
  openFromDesk,
  readyForOffline,
  signIn,
  submitReport,
  take,
} from '../support/pages.ts';
import { asFile, drawJpeg } from '../support/photo.ts';
import { desktop, expect, here, phone, tablet, test } from '../support/test.ts';

/** A place in the seat, and a second fix of it some metres on. */
const place = { lat: 37.1611, lon: 122.4813, accuracy_m: 6, source: 'gps' };
const beside = { ...place, lat: 37.16113, accuracy_m: 8 };

test('a second whistle for the same cover is merged, its reporter sees the main ticket closed, and it comes out again', async ({
  device,
  as,
}) => {
  const words = `府前街 ${Date.now() % 100_000} 号门前`;
  const main = await (await as('grid07')).command(
    'whistle',
    { description: `${words}，污水井盖破损`, item_code: '0102', place, contact: '13800000000' },
    randomUUID(),
  );
  const twin = await (await as('team01')).command(
    'whistle',
    { description: `井盖松动，${words}`, item_code: '0102', place: beside },
    randomUUID(),
  );
  const number = (await (await as('supervisor01')).ticket(main))?.number;

  const centre = await (await device(desktop)).newPage();
  await signIn(centre, 'supervisor01');
  const pane = await openFromDesk(centre, 'received', twin);
  const candidate = pane.getByTestId('candidate').filter({ hasText: `${number}` });
  await expect(candidate).toContainText('同一事项');
  await expect(candidate).toContainText('米');
  await candidate.getByRole('button', { name: '并入这一件' }).click();
  await candidate.locator('.button--danger').click();
  await expect(pane.getByTestId('merged-into')).toContainText(`${number}`);
  await expect(pane.locator('.status').first()).toHaveText('并案');

  const street = await (await device(phone)).newPage();
  await signIn(street, 'team01', `/tickets/${twin}`);
  const link = street.getByTestId('merged-into').locator('a');
  await expect(link).toContainText(`${number}`);
  await (await as('leader01')).command('force_close', { reason: '已列入改造' }, main);
  await link.click();
  await expect(street).toHaveURL(new RegExp(main));
  await expect(street.locator('.status').first()).toHaveText('结案');
  await expect(street.getByTestId('ticket-pane')).not.toContainText('13800000000');

  const undo = await begin(centre, 'unmerge');
  await undo.locator('#unmerge-reason').fill('是旁边的另一个井盖');
  await finish(centre, 'unmerge');
  await expect(pane.locator('.status').first()).toHaveText('待受理');
  await take(centre, 'accept');
  await expect.poll(async () => (await (await as('team01')).ticket(twin))?.status).toBe('awaiting_dispatch');
  expect(await (await as('team01')).ticket(main)).toBeUndefined();
});

test('what is not the same is put away, and a ticket is merged by its number', async ({ device, as }) => {
  const words = `府后街 ${Date.now() % 100_000} 号门前`;
  const grid = await as('grid07');
  const whistle = (said: string, place: object) =>
    grid.command('whistle', { description: `${words}，${said}`, item_code: '0102', place }, randomUUID());
  const main = await whistle('污水井盖破损', place);
  const twin = await whistle('井盖破了', beside);
  const number = (await grid.ticket(main))?.number;

  const centre = await (await device(desktop)).newPage();
  await signIn(centre, 'supervisor02');
  const pane = await openFromDesk(centre, 'received', twin);
  const candidate = pane.getByTestId('candidate').filter({ hasText: `${number}` });
  await candidate.getByRole('button', { name: '不是同一件' }).click();
  await expect(candidate).toBeHidden();
  await centre.reload();
  await expect(centre.getByTestId('ticket-pane')).toContainText(words);
  await expect(candidate).toBeHidden();

  const form = await begin(centre, 'merge_into');
  await form.locator('#merge-find').fill(`${number}`);
  await form.getByTestId('mains').locator('label').filter({ hasText: `${number}` }).click();
  await finish(centre, 'merge_into');
  await expect.poll(async () => (await grid.ticket(twin))?.status).toBe('merged');
});

test('a caller finds without coverage that it is here already, and joins it instead of reporting it again', async ({ device, as }) => {
  const words = `兴隆街 ${Date.now() % 100_000} 号门前`;
  const at = { lat: here.latitude, lon: here.longitude, accuracy_m: 6, source: 'gps' };
  const main = await (await as('grid07')).command(
    'whistle',
    { description: `${words}，污水井盖破损`, item_code: '0102', place: at },
    randomUUID(),
  );

  const desk = await device(tablet);
  const office = await desk.newPage();
  await signIn(office, 'caller07', '/report');
  await readyForOffline(office);
  await desk.setOffline(true);
  await describe(office, { item: '污水井盖', description: `${words}的井盖破了` });
  await office.getByRole('button', { name: '用当前位置' }).click();
  const candidate = office.getByTestId('same').getByTestId('candidate').filter({ hasText: words });
  await expect(candidate).toBeVisible();
  await candidate.getByRole('button', { name: '跟进这一件' }).click();
  await candidate.locator('.button--danger').click();
  await expect(office.getByTestId('saved-notice')).toContainText('已保存');
  await desk.setOffline(false);
  await expectWaiting(office, 0);

  const joined = await (await as('supervisor01')).ticket(main);
  expect(joined?.events.at(-1)).toMatchObject({ kind: 'follow', text: expect.stringContaining(words) as string });
  expect(await (await as('supervisor01')).ticketsAbout(words)).toHaveLength(1);
});

test('two photos from one spot speak for one thing', async ({ device, as, browser }) => {
  const words = `文化路 ${Date.now() % 100_000} 号门前`;
  const street = asFile('street.jpg', await drawJpeg(browser, 1600, 1200));
  const whistle = async (username: string, description: string) => {
    const page = await (await device(phone)).newPage();
    await signIn(page, username, '/report');
    await addPhotos(page, [street]);
    await describe(page, { item: '污水井盖', description });
    await expect(page.getByTestId('place')).toContainText('已定位');
    return submitReport(page);
  };
  const main = await whistle('grid07', `${words}，污水井盖破损`);
  const twin = await whistle('team01', `${words}，井盖松动`);
  const supervisor = await as('supervisor01');
  await expect.poll(async () => supervisor.ticket(twin)).toBeDefined();
  const looks = await Promise.all([main, twin].map(async (id) => (await supervisor.ticket(id))?.photos[0]?.look));
  expect(looks[0]).toMatch(/^[0-9a-f]{16}$/);
  expect(looks[1]).toBe(looks[0]);

  const centre = await (await device(desktop)).newPage();
  await signIn(centre, 'supervisor01');
  const pane = await openFromDesk(centre, 'received', twin);
  await expect(pane.getByTestId('candidate').filter({ hasText: words })).toContainText('照片相近');
});
