import { addPhotos, begin, describe, expectNetwork, expectWaiting, finish, openFromDesk, readyForOffline, signIn, submitReport, take } from '../support/pages.ts';
import { asFile, drawJpeg, lookAt, quarters, withExif } from '../support/photo.ts';
import { desktop, expect, phone, tablet, test } from '../support/test.ts';

test('a whistle with its photo travels from a phone without coverage to a closed, rated ticket', async ({
  browser,
  device,
  as,
}) => {
  const shot = { orientation: 6, takenAt: '2026:11:23 09:30:00', offset: '+08:00', lat: 37.165, lon: 122.4866 };
  const original = withExif(await drawJpeg(browser, 4000, 3000), shot);

  // In the street, without coverage.
  const pocket = await device(phone);
  const street = await pocket.newPage();
  await signIn(street, 'grid07');
  await readyForOffline(street);
  await pocket.setOffline(true);
  await expectNetwork(street, 'offline');
  await addPhotos(street, [asFile('IMG_0001.jpg', original)]);
  await expect(street.getByTestId('place')).toContainText('用照片上的位置');
  await expect(street.getByRole('button', { name: '不用定位' })).toBeHidden();
  await describe(street, { item: '污水井盖', phrase: '破损', address: '文化路与南山路路口' });
  const ticket = await submitReport(street);
  await expectWaiting(street, 1);
  const grid = await as('grid07');
  expect(await grid.ticket(ticket)).toBeUndefined();

  // Coverage again: the text first, then the photo.
  await pocket.setOffline(false);
  await expect.poll(async () => (await grid.ticket(ticket))?.status).toBe('received');
  await expect.poll(async () => (await grid.ticket(ticket))?.photos[0]?.received, { timeout: 30_000 }).toBe(true);
  await expectWaiting(street, 0);

  const sent = (await grid.ticket(ticket))!;
  expect(sent).toMatchObject({ title: expect.stringContaining('井盖'), item_code: '0102', reported_by: grid.person.id });
  expect(sent.description).toBe('污水井盖破损');
  // Where its photo was taken, which was on another day, rather than where the phone is now.
  expect(sent.place?.lat).toBeCloseTo(shot.lat, 4);
  expect(sent.place?.lon).toBeCloseTo(shot.lon, 4);
  expect(sent.photos).toHaveLength(1);
  const [photo] = sent.photos;
  expect(photo).toMatchObject({ stage: 'before', width: 1200, height: 1600 });
  expect(Date.parse(photo!.taken_at!)).toBe(Date.parse('2026-11-23T09:30:00+08:00'));
  expect(photo!.place?.lat).toBeCloseTo(shot.lat, 4);
  expect(photo!.place?.lon).toBeCloseTo(shot.lon, 4);
  const stored = await grid.photo(photo!.sha256);
  expect(stored.bytes.length).toBe(photo!.bytes);
  expect(stored.type).toBe('image/jpeg');
  const seen = await lookAt(street, stored.bytes);
  expect([seen.width, seen.height]).toEqual([1200, 1600]);
  // A quarter clockwise: what the sensor had at its lower left stands at the upper left.
  const colours = [seen.quarters.topLeft, seen.quarters.topRight, seen.quarters.bottomRight, seen.quarters.bottomLeft];
  const turned = [quarters.bottomLeft, quarters.topLeft, quarters.topRight, quarters.bottomRight];
  colours.forEach((colour, n) => {
    colour.forEach((value, channel) => expect(Math.abs(value - turned[n]![channel]!), `quarter ${n}`).toBeLessThan(60));
  });

  // At the centre: received, with its photo; accepted, and dispatched as the list proposes.
  const centre = await (await device(desktop)).newPage();
  await signIn(centre, 'supervisor01');
  const pane = await openFromDesk(centre, 'received', ticket);
  const picture = pane.locator('.gallery img').first();
  await expect(picture).toBeVisible();
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1200);
  await take(centre, 'accept');
  await begin(centre, 'dispatch');
  await expect(centre.getByTestId('submit-dispatch')).toHaveText('派遣给住房和城乡建设局');
  await finish(centre, 'dispatch');

  // At the department: signed, and the result reported with a photo.
  const department = await (await device(desktop)).newPage();
  await signIn(department, 'specialist01');
  await openFromDesk(department, 'awaiting_signature', ticket);
  await take(department, 'sign');
  const result = await begin(department, 'report_result');
  await addPhotos(result, [asFile('after.jpg', await drawJpeg(browser, 1200, 900))]);
  await result.locator('#result-text').fill('已更换井盖，现场已清理');
  await finish(department, 'report_result');
  await expectWaiting(department, 0);

  // Back at the centre the ticket has changed where it lies, without a reload.
  await expect(pane.locator('[data-kind=report_result]')).toBeVisible();
  await take(centre, 'pass');

  // At the township: rated.
  const township = await (await device(tablet)).newPage();
  await signIn(township, 'caller07');
  await openFromDesk(township, 'awaiting_rating', ticket);
  const rating = await begin(township, 'rate');
  for (const mark of ['rating-response-5', 'rating-quality-4', 'rating-result-5', 'satisfaction-satisfied']) {
    // The mark itself is what a finger meets; the input lies beneath it.
    await rating.locator('label').filter({ has: township.getByTestId(mark) }).click();
    await expect(rating.getByTestId(mark)).toBeChecked();
  }
  await finish(township, 'rate');

  // In the street again: closed.
  await expect.poll(async () => (await grid.ticket(ticket))?.status).toBe('closed');
  await street.getByTestId('saved-notice').getByRole('link').click();
  await expect(street.getByTestId('ticket-pane').locator('.status').first()).toHaveText('结案');

  const closed = (await grid.ticket(ticket))!;
  const steps = closed.events.map((event) => event.kind).filter((kind) => !kind.startsWith('photo_'));
  expect(steps).toEqual(['whistle', 'accept', 'dispatch', 'sign', 'report_result', 'pass', 'rate']);
  const times = closed.events.map((event) => Date.parse(event.at));
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(closed.lead).toBe('D01');
  expect(closed.photos.map(({ stage, received }) => ({ stage, received }))).toEqual([
    { stage: 'before', received: true },
    { stage: 'after', received: true },
  ]);
});
