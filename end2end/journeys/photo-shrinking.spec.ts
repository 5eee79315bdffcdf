import { addPhotos, describe, signIn, submitReport } from '../support/pages.ts';
import { asFile, drawJpeg, lookAt, withExif } from '../support/photo.ts';
import { expect, phone, test } from '../support/test.ts';

const shot = { orientation: 6, takenAt: '2026:11:23 09:30:00', offset: '+08:00', lat: 37.165, lon: 122.4866 };

test('a browser whose workers cannot draw shrinks photos in the page', async ({ as, browser, device }) => {
  const pocket = await device(phone);
  // As Safari was before 16.4.
  await pocket.addInitScript(() => {
    Reflect.deleteProperty(window, 'OffscreenCanvas');
    Reflect.deleteProperty(window, 'Worker');
  });
  const page = await pocket.newPage();
  await signIn(page, 'grid12', '/report');
  await addPhotos(page, [asFile('street.jpg', withExif(await drawJpeg(browser, 4000, 3000), shot))]);
  await describe(page, { description: '旧浏览器拍的一件' });
  const ticket = await submitReport(page);
  const grid = await as('grid12');
  await expect.poll(async () => (await grid.ticket(ticket))?.photos[0]?.received, { timeout: 30_000 }).toBe(true);
  const [photo] = (await grid.ticket(ticket))!.photos;
  expect(photo).toMatchObject({ width: 1200, height: 1600 });
  const elsewhere = await (await device(phone)).newPage();
  const seen = await lookAt(elsewhere, (await grid.photo(photo!.sha256)).bytes);
  expect([seen.width, seen.height]).toEqual([1200, 1600]);
});

test('a photo that no browser of this kind can shrink is kept as it is, or refused in honest words', async ({
  browser,
  device,
}) => {
  const pocket = await device(phone);
  await pocket.addInitScript(() => {
    Reflect.deleteProperty(window, 'Worker');
    const refuse = () => {
      throw new Error('no drawing');
    };
    OffscreenCanvas.prototype.getContext = refuse;
    HTMLCanvasElement.prototype.getContext = refuse;
  });
  const page = await pocket.newPage();
  await signIn(page, 'grid13', '/report');
  await addPhotos(page, [asFile('small.jpg', await drawJpeg(browser, 800, 600))]);
  const large = asFile('large.jpg', await drawJpeg(browser, 4000, 3000));
  expect(large.buffer.length).toBeGreaterThan(2 * 1024 * 1024);
  await page.getByTestId('photo-input').setInputFiles([large]);
  await expect(page.getByText('这张照片太大')).toBeVisible();
  await page.getByTestId('photo-input').setInputFiles([asFile('words.jpg', Buffer.from('no picture at all'))]);
  await expect(page.getByText('这个文件不是可用的照片')).toBeVisible();
});

test('a photo that is still being shrunk when its page is left is in the draft all the same', async ({ browser, device }) => {
  const page = await (await device(phone)).newPage();
  await signIn(page, 'grid14', '/report');
  await describe(page, { description: '照片还没处理好就离开了' });
  await page.getByTestId('photo-input').setInputFiles([asFile('street.jpg', await drawJpeg(browser, 4000, 3000))]);
  await expect(page.locator('.picker__item--busy')).toBeVisible();
  await page.getByTestId('tab-mine').click();
  await expect(page).toHaveURL(/\/mine$/);
  await expect
    .poll(() => page.evaluate(() => Object.entries(localStorage).some(([key, value]) => key.startsWith('draft:') && /"sha256"/.test(value))))
    .toBe(true);
  await page.getByTestId('tab-report').click();
  await expect(page.locator('.picker__item[data-stored=true]')).toHaveCount(1);
  await expect(page.locator('#description')).toHaveValue('照片还没处理好就离开了');
});
