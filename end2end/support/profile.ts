/** A browser with a profile on disk: it can be ended, killed, and started again with what it had kept. */
import { readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { BrowserContext, Page } from '@playwright/test';

export class Profile {
  private context?: BrowserContext;

  private constructor(
    private readonly folder: string,
    private readonly launch: (folder: string, offline: boolean) => Promise<BrowserContext>,
  ) {}

  static async make(launch: (folder: string, offline: boolean) => Promise<BrowserContext>): Promise<Profile> {
    return new Profile(await mkdtemp(path.join(tmpdir(), 'xianghu-profile-')), launch);
  }

  /** Starts the browser; the page is the one it comes with. Without coverage from its first moment on, or with. */
  async start({ offline = false } = {}): Promise<{ context: BrowserContext; page: Page }> {
    this.context = await this.launch(this.folder, offline);
    return { context: this.context, page: this.context.pages()[0] ?? (await this.context.newPage()) };
  }

  /** Ends it as a person does. */
  async close(): Promise<void> {
    await this.context?.close();
    this.context = undefined;
  }

  /** Ends every process of it at once, and leaves none a moment to write anything down. */
  kill(): void {
    for (const pid of this.processes()) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It went with its parent.
      }
    }
  }

  /** Kills it the moment this appears on the page, and waits until it is dead. */
  async killWhenShown(page: Page, selector: string): Promise<{ dead: Promise<void> }> {
    const dead = new Promise<void>((resolve) => page.context().once('close', () => resolve()));
    await page.exposeFunction('kill', () => this.kill());
    await page.evaluate((shown) => {
      const look = () => {
        if (document.querySelector(shown)) void (window as unknown as { kill: () => void }).kill();
      };
      new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    }, selector);
    return { dead };
  }

  async remove(): Promise<void> {
    await this.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The browser and everything it started, the browser first. */
  private processes(): number[] {
    const parents = new Map<number, number>();
    const browsers: number[] = [];
    for (const name of readdirSync('/proc')) {
      const pid = Number(name);
      if (!pid) continue;
      try {
        // Its name, in brackets, may hold anything; state and parent come behind it.
        const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
        parents.set(pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
        if (readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(`--user-data-dir=${this.folder}`)) browsers.push(pid);
      } catch {
        // It has just ended.
      }
    }
    const found = new Set(browsers);
    for (const pid of found) {
      for (const [child, parent] of parents) if (parent === pid) found.add(child);
    }
    return [...found].sort((a, b) => a - b);
  }
}
