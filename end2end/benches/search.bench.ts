import type { Locator } from '@playwright/test';

import { expectNetwork, readyForOffline, signIn } from '../support/pages.ts';
import { expect, phone, test } from '../support/test.ts';
import { type Pairs, quantile, report, spread } from './measure.ts';
import { slowDown } from './phone.ts';

/** As people type them, letter by letter: initials, pinyin, characters, and what is not there. */
const words = ['jg', 'wushuijinggai', 'ldbl', '路灯不亮', '秸秆', 'xfss', 'zzzz'];

/**
 * Types a word letter by letter; for each, the longest that the page was held up, by script, style and layout, in
 * milliseconds. Work comes with the letter and in timers that the frames after it set.
 */
async function type(field: Locator, word: string): Promise<number[]> {
  await field.fill('');
  return field.evaluate(async (input: HTMLInputElement, letters) => {
    const later = window.setTimeout;
    const pause = (time: number): Promise<unknown> => new Promise((resolve) => later(resolve, time));
    let longest = 0;
    const take = async (work: () => void): Promise<void> => {
      const begun = performance.now();
      work();
      // What is to be drawn is worked out in microtasks, which may give rise to others.
      for (let turn = 0; turn < 200; turn += 1) await undefined;
      document.body.getBoundingClientRect();
      longest = Math.max(longest, performance.now() - begun);
    };
    window.setTimeout = ((work: () => void, time?: number) => later(() => take(work), time)) as typeof setTimeout;
    const taken: number[] = [];
    for (const letter of letters) {
      // Until all that follows is over.
      await pause(200);
      longest = 0;
      await take(() => {
        input.value += letter;
        input.dispatchEvent(new InputEvent('input', { bubbles: true, data: letter }));
      });
      await pause(200);
      taken.push(longest);
    }
    window.setTimeout = later;
    return taken;
  }, [...word]);
}

test('a keystroke in the search of the list', async ({ device }, info) => {
  const pocket = await device(phone);
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
  report(info, {
    metric: 'keystroke in the search of 1701 items, longest that it holds the page up, p95, ms',
    ours: `${most.toFixed(1)}; median ${spread(taken.ours, 1)}`,
    floor: `${least.toFixed(1)}; median ${spread(taken.floor, 1)}`,
    ratio: '–',
    target: '≤ 16',
    met: most <= 16,
  });
});
