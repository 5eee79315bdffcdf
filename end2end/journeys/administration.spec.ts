import { signIn } from '../support/pages.ts';
import { desktop, expect, test } from '../support/test.ts';

test('somebody is added, signs in with the password that is shown, and is out at once when moved or disabled', async ({ device }) => {
  const username = `caller.${Date.now().toString(36)}`;
  const office = await (await device(desktop)).newPage();
  await signIn(office, 'admin01', '/people');
  await office.getByTestId('add-fold').locator('summary').click();
  const form = office.getByTestId('add-fold').locator('form');
  await form.locator('[name=name]').fill('试用人员');
  await form.locator('[name=username]').fill('Wrong Name');
  await form.locator('[name=role]').selectOption('caller');
  await form.locator('[name=unit]').selectOption('T07');
  await form.getByTestId('add-person').click();
  await expect(form.getByRole('alert').filter({ hasText: '小写字母' })).toBeVisible();
  await form.locator('[name=username]').fill(username);
  await form.getByTestId('add-person').click();
  const first = (await office.getByTestId('new-password').textContent())?.trim() ?? '';
  expect(first).toMatch(/^[a-z0-9]{5}-[a-z0-9]{5}-[a-z0-9]{5}$/);

  const page = await (await device(desktop)).newPage();
  const enter = async (): Promise<void> => {
    await page.locator('#username').fill(username);
    await page.locator('#password').fill(first);
    await page.getByTestId('sign-in').click();
  };
  await page.goto('/');
  await enter();
  await expect(page.getByTestId('account-link')).toContainText('崖头街道');

  await office.getByTestId('people-search').fill(username);
  const row = office.getByTestId('person-row');
  await row.locator('summary').first().click();
  await row.locator('[name=unit]').selectOption('T08');
  await row.getByTestId('change-person').click();
  await expect(row.locator('.person__unit')).toHaveText('城西街道');
  expect((await page.request.get('/api/v1/sessions')).status()).toBe(401);
  await page.goto('/sign-in');
  await enter();
  await expect(page.getByTestId('account-link')).toContainText('城西街道');

  await row.getByRole('button', { name: '停用账号' }).click();
  await row.getByRole('button', { name: '停用账号' }).click();
  await expect(row.locator('.person__state')).toHaveText('已停用');
  expect((await page.request.get('/api/v1/sessions')).status()).toBe(401);

  await office.goto('/audit');
  await office.getByTestId('audit-subject').fill(username);
  await office.getByRole('button', { name: '查找' }).click();
  const entries = office.getByTestId('audit-entry');
  await expect(entries).toHaveCount(3);
  await expect(entries.nth(1)).toContainText('T07 崖头街道 → T08 城西街道');
  await expect(entries.first()).toContainText('admin01');
});

test('a table is checked first, and adds everybody with passwords to save', async ({ device }) => {
  const mark = Date.now().toString(36);
  const page = await (await device(desktop)).newPage();
  await signIn(page, 'admin01', '/people');
  await page.getByTestId('table-fold').locator('summary').click();
  const choose = async (rows: string): Promise<void> =>
    page.getByTestId('people-table').setInputFiles({
      name: '人员.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`姓名,用户名,岗位,单位\n${rows}`),
    });
  await choose(`甲某,a.${mark},网格员,崖头街道\n乙某,b.${mark},网管,崖头街道\n`);
  await expect(page.getByTestId('table-faults')).toContainText('第 3 行 岗位');
  await choose(`甲某,a.${mark},网格员,崖头街道\n乙某,b.${mark},专管员,崖头派出所\n`);
  await page.getByTestId('import-people').click();
  const saved = page.waitForEvent('download');
  await page.getByTestId('save-passwords').click();
  expect((await saved).suggestedFilename()).toBe('accounts.csv');
  await page.getByTestId('people-search').fill(mark);
  await expect(page.getByTestId('person-row')).toHaveCount(2);
});

test('a unit is made under its township, and a closed one lets nobody in', async ({ as, device }) => {
  const code = `N${Date.now().toString(36).toUpperCase()}`.slice(0, 12);
  const page = await (await device(desktop)).newPage();
  await signIn(page, 'admin01', '/units');
  await page.getByTestId('add-fold').locator('summary').click();
  const form = page.getByTestId('add-fold').locator('form');
  await form.locator('[name=kind]').selectOption('village');
  await form.locator('[name=code]').fill(code);
  await form.locator('[name=name]').fill(`试验村${code}`);
  await form.locator('[name=township]').selectOption('T07');
  await form.getByTestId('add-unit').click();
  await expect(page.getByTestId('add-fold')).toContainText('已新建');
  await page.getByTestId('units-search').fill(code);
  const row = page.getByTestId('unit-row').filter({ hasText: code });
  await row.locator('summary').first().click();
  await row.getByRole('button', { name: '停用单位' }).click();
  await row.getByRole('button', { name: '停用单位' }).click();
  await expect(row).toHaveAttribute('data-disabled', '');

  await page.getByTestId('units-search').fill('A2203');
  const agency = page.getByTestId('unit-row').filter({ hasText: 'A2203' });
  await agency.locator('summary').first().click();
  await expect(agency).toContainText('派驻机构 · 自然资源局 · 人和镇');
  await as('agency2203');
  await agency.getByRole('button', { name: '停用单位' }).click();
  await agency.getByRole('button', { name: '停用单位' }).click();
  await expect(agency).toHaveAttribute('data-disabled', '');
  await expect(as('agency2203')).rejects.toThrow();
  await agency.getByRole('button', { name: '恢复使用' }).click();
  await expect(agency).not.toHaveAttribute('data-disabled');
  await as('agency2203');
});
