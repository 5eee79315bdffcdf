import { signIn } from '../support/pages.ts';
import { desktop, expect, test } from '../support/test.ts';

test('a leader changes a weight, sees what the last months would have been, and decides the version', async ({ device, as }) => {
  const unit = await as('specialist14');
  const centre = await as('supervisor01');
  const ticket = await (await as('caller07')).command('whistle', { description: '景区路灯不亮' });
  await centre.command('accept', {}, ticket);
  await centre.command('dispatch', { lead: 'D14', co_responsible: [] }, ticket);
  await unit.command('sign', {}, ticket);

  const page = await (await device(desktop)).newPage();
  await signIn(page, 'leader01', '/scores');
  await page.getByRole('link', { name: '评分规则和历次修改' }).click();
  await expect(page.getByTestId('rules-now')).toContainText('指挥中心评价占比');
  const versions = page.getByTestId('rules-version');
  const known = await versions.count();
  await page.getByTestId('new-rules').locator('summary').click();
  const form = page.getByTestId('new-rules').locator('form');
  const preview = form.getByTestId('preview-rules');
  await expect(preview).toBeDisabled();
  // What does not add up is told at its place, and cannot be previewed.
  await form.locator('[name="aspects.quality"]').fill('20');
  await expect(form.getByRole('alert').filter({ hasText: '合计要是 100%' })).toBeVisible();
  await expect(preview).toBeDisabled();
  await form.locator('[name="aspects.quality"]').fill('30');
  await form.locator('[name=centre_percent]').fill('200');
  await expect(form.getByRole('alert').filter({ hasText: '填 0 至 100' })).toBeVisible();
  await form.locator('[name=centre_percent]').fill('20');
  await expect(page.getByTestId('decide-rules')).toHaveCount(0);
  await preview.click();
  const previewed = page.locator('[data-testid=previewed][data-unit=D14]').first();
  await expect(previewed).toContainText('文化和旅游局');
  await expect(previewed).toContainText('+');

  // What was previewed is what is decided: a change asks for another preview.
  await form.locator('[name=centre_percent]').fill('25');
  await expect(page.getByTestId('decide-rules')).toHaveCount(0);
  await preview.click();
  const decide = page.getByTestId('decide-rules');
  await decide.getByRole('button', { name: '定为新的一版' }).click();
  await decide.getByRole('button', { name: '定为新的一版' }).click();
  await expect(versions).toHaveCount(known + 1);
  const newest = versions.first();
  await expect(newest).toContainText('待施行');
  await expect(newest).toContainText(/自 \d{4}-\d{2}-01 起/);
  await expect(newest).toContainText('指挥中心评价占比 ');
  await expect(newest).toContainText('→ 25%');

  const administrator = await (await device(desktop)).newPage();
  await signIn(administrator, 'admin01', '/audit');
  const noted = administrator.getByTestId('audit-entry').first();
  await expect(noted).toContainText('制定评分规则');
  await expect(noted).toContainText('指挥中心评价占比');

  await newest.getByRole('button', { name: '撤回' }).click();
  await newest.getByRole('button', { name: '撤回' }).click();
  await expect(newest).toContainText('已撤回');
  await expect(newest.getByRole('button')).toHaveCount(0);
});

test('a department reads by what it is scored, and changes nothing', async ({ device }) => {
  const page = await (await device(desktop)).newPage();
  await signIn(page, 'specialist14', '/rules');
  await expect(page.getByTestId('rules-now')).toContainText('处置超期');
  await expect(page.getByTestId('new-rules')).toHaveCount(0);
});
