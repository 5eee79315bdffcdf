/** Pictures of pages for people to look at, light and dark. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';

import type { BrowserContextOptions, Page } from '@playwright/test';

import { desktop, phone, tablet } from './test.ts';

const results = path.resolve(import.meta.dirname, '../results');

/** The three sizes that are designed for, by what holds them; a pixel is a pixel. */
export const devices: Record<string, BrowserContextOptions> = {
  phone: { ...phone, deviceScaleFactor: 1 },
  tablet,
  desktop,
};

/** Saves what is on the screen; where the page goes on below it, the whole page too. */
export type Snap = (name: string) => Promise<void>;

export function snapper(page: Page, folder: string): Snap {
  const into = path.join(results, folder);
  mkdirSync(into, { recursive: true });
  return async (name) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await settled(page);
      await page.screenshot({ path: path.join(into, `${name}-${colorScheme}.png`) });
    }
    const screen = page.viewportSize()!;
    const height = await page.evaluate(wholeHeight);
    if (height <= screen.height) return;
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.setViewportSize({ ...screen, height: Math.min(height, 6000) });
    await settled(page);
    await page.screenshot({ path: path.join(into, `${name}-whole.png`) });
    await page.setViewportSize(screen);
  };
}

/** Runs in the page: how tall the screen would have to be for everything to be in sight. */
function wholeHeight(): number {
  const inside = [...document.querySelectorAll('dialog[open] .sheet__body, .desk .ticket__body')];
  const hidden = inside.map((element) => element.scrollHeight - element.clientHeight);
  return Math.max(document.documentElement.scrollHeight, innerHeight + Math.max(0, ...hidden));
}

/** Whatever moves has come to rest, and every picture in sight is there. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const running = document.getAnimations().filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(running.map((animation) => animation.finished));
    const shown = [...document.images].filter((image) => image.loading !== 'lazy');
    await Promise.allSettled(shown.map((image) => image.decode()));
    await new Promise((resolve) => setTimeout(resolve, 150));
  });
}
