import type { Locator } from '@playwright/test';

import { expectNetwork, readyForOffline, signIn } from '../support/pages.ts';
import { expect, phone, test } from '../support/test.ts';
import { type Pairs, median, quantile, report, spread } from './measure.ts';
import { slowDown } from './phone.ts';

/** As people type them, letter by letter: initials, pinyin, characters, and what is not there. */
const words = ['jg', 'wushuijinggai', 'ldbl', '路灯不亮', '秸秆', 'xfss', 'zzzz'];

declare global {
  interface Window {
    /** From each keystroke until the page had done its work on it, in milliseconds. */
    taken: number[];
  }
}

/** What is posted while a keystroke is handled comes after all of the work that it gives. */
function listen(): void {
  window.taken = [];
  const done = new MessageChannel();
  let typed = 0;
  done.port1.onmessage = () => window.taken.push(performance.now() - typed);
  const note = () => {
    typed = performance.now();
    done.port2.postMessage(null);
  };
  addEventListener('input', note, { capture: true });
}

/** Types a word letter by letter; how long the page took for each. */
async function type(field: Locator, word: string): Promise<number[]> {
  const page = field.page();
  await field.fill('');
  const taken: number[] = [];
  for (const letter of word) {
    await page.evaluate(() => (window.taken = []));
    await field.pressSequentially(letter);
    await expect.poll(() => page.evaluate(() => window.taken.length)).toBe(1);
    taken.push(...(await page.evaluate(() => window.taken)));
  }
  return taken;
}

test('a keystroke in the search of the list', async ({ device }, info) => {
  const pocket = await device(phone);
  await pocket.addInitScript(listen);
  const page = await pocket.newPage();
  await signIn(page, 'grid01', '/report');
  await readyForOffline(page);
  await pocket.setOffline(true);
  await expectNetwork(page, 'offline');
  await page.getByRole('button', { name: '更多' }).click();
  // The floor is a field of the same page that nothing listens to.
  await page.evaluate(() => {
    const bare = Object.assign(document.createElement('input'), { id: 'bare', className: 'input' });
    document.querySelector('#item-search')!.prepend(bare);
  });
  await slowDown(page);
  const [search, bare] = [page.getByRole('searchbox'), page.locator('#bare')];
  const taken: Pairs = { ours: [], floor: [] };
  for (let turn = 0; turn < 4; turn += 1) {
    for (const word of words) {
      taken.ours.push(...(await type(search, word)));
      taken.floor.push(...(await type(bare, word)));
    }
  }
  const [most, least] = [quantile(taken.ours, 0.95), quantile(taken.floor, 0.95)];
  const own = median(taken.ours) - median(taken.floor);
  report(info, {
    metric: 'keystroke in the search of 1701 items → found, p95, ms',
    ours: `${most.toFixed(1)}; median ${spread(taken.ours, 1)}`,
    floor: `${least.toFixed(1)}; median ${spread(taken.floor, 1)}`,
    ratio: `${own.toFixed(1)} ms more`,
    target: '≤ 16 more',
    met: most - least <= 16,
  });
});
