import { signIn } from '/work/main/end2end/support/pages.ts';
import { desktop, test } from '/work/main/end2end/support/test.ts';
for (const u of ['caller11','supervisor11'])
test('over '+u, async ({ device }) => {
  const page = await (await device(desktop)).newPage();
  await signIn(page, u);
  await page.goto('/');
  for (const w of [360, 820, 1440]) {
    await page.setViewportSize({ width: w, height: 1180 });
    console.log(u, w, await page.evaluate(() => { const W = document.documentElement.clientWidth; return [W, document.documentElement.scrollWidth, ...[...document.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > W + 0.5).map(e => e.tagName + '.' + e.className + ' ' + Math.round(e.getBoundingClientRect().left) + '-' + Math.round(e.getBoundingClientRect().right)).slice(0, 14)].join('\n   '); }));
    await page.screenshot({ path: `/tmp/dbg/${u}-${w}.png` });
  }
});
