import { signIn } from '../support/pages.ts';
import { desktop, expect, test } from '../support/test.ts';

const file = (text: string) => ({ name: '清单.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

test('a file with faults is put right, compared with the list, and becomes a proposal', async ({ device }) => {
  const page = await (await device(desktop)).newPage();
  await signIn(page, 'supervisor01', '/list/import');
  const choose = page.getByTestId('list-file');
  await choose.setInputFiles(file('事项编码,名称,牵头,时限\n0106,路灯井盖,住建委,2个工作日\n106,路灯井盖,公安局,尽快\n'));
  const faults = page.getByTestId('list-fault');
  // Nobody knows yet who 牵头 is.
  await expect(faults.first()).toContainText('主体责任单位');
  await page.getByTestId('list-column-C').selectOption('lead');
  await page.getByTestId('list-check').click();
  await expect(faults.filter({ hasText: '没有“住建委”这个单位' })).toContainText('2');
  await expect(faults.filter({ hasText: '清单里有“0106”' })).toContainText('3');
  await expect(faults.filter({ hasText: '看不懂“尽快”' })).toContainText('D');
  // The columns of these headers are remembered.
  await choose.setInputFiles(file('事项编码,名称,牵头,时限\n0106,路灯井盖,公安局,2个工作日\n'));
  const difference = page.getByTestId('difference');
  await expect(difference).toHaveCount(1);
  await expect(difference).toContainText('住房和城乡建设局');
  await expect(difference).toContainText('公安局');
  await expect(faults).toHaveCount(0);
  await page.getByLabel('理由').fill('部门职责调整');
  await page.getByTestId('list-propose').click();
  await expect(page).toHaveURL(/\/proposals\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('清单.csv');
});
