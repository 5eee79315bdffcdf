/** `test` with a server of its worker's own, and devices to hold. Every page is watched: what it must never say fails the test. */
import { type BrowserContext, type BrowserContextOptions, type Page, expect, test as base } from '@playwright/test';

import { Api } from './api.ts';
import { Profile } from './profile.ts';
import { Server } from './server.ts';

export { expect } from '@playwright/test';

/** Rongcheng's seventh township, where most of the journeys happen. */
export const here = { latitude: 37.165, longitude: 122.486, accuracy: 8 };

const everywhere: BrowserContextOptions = {
  locale: 'zh-CN',
  timezoneId: 'Asia/Shanghai',
  geolocation: here,
  permissions: ['geolocation', 'background-sync'],
};
/** A cheap Android phone. */
export const phone: BrowserContextOptions = {
  ...everywhere,
  viewport: { width: 360, height: 800 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
};
export const tablet: BrowserContextOptions = { ...everywhere, viewport: { width: 820, height: 1180 }, hasTouch: true };
export const desktop: BrowserContextOptions = { ...everywhere, viewport: { width: 1440, height: 900 } };

interface Fixtures {
  /** Takes up a device: a browser of its own with nothing in it, closed after the test. */
  device: (options: BrowserContextOptions, url?: string) => Promise<BrowserContext>;
  /** A program that is signed in as somebody. */
  as: (username: string) => Promise<Api>;
  /** A phone whose browser can be ended and started again. */
  profile: Profile;
  /** Puts a page that the fixtures did not make under watch. */
  watch: (context: BrowserContext) => void;
}

interface WorkerFixtures {
  server: Server;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  server: [
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  watch: async ({}, use, info) => {
    const complaints: string[] = [];
    await use((context) => watch(context, complaints));
    if (info.status === 'passed') expect(complaints, 'what the pages complained of').toEqual([]);
  },
  device: async ({ browser, server, watch }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options, url = server.url) => {
      const context = await browser.newContext({ ...options, baseURL: url });
      contexts.push(context);
      watch(context);
      return context;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
  profile: async ({ launchOptions, playwright, server, watch }, use) => {
    const profile = await Profile.make(async (folder, offline) => {
      const options = { ...launchOptions, ...phone, baseURL: server.url, offline };
      const context = await playwright.chromium.launchPersistentContext(folder, options);
      watch(context);
      return context;
    });
    await use(profile);
    await profile.remove();
  },
  as: async ({ server }, use) => {
    await use((username) => Api.signIn(server.url, username));
  },
});

/** Without coverage a browser complains of every request; the app is not to blame. */
const innocent = [/^Failed to load resource/, /net::ERR_/, /^TypeError: Failed to fetch\s+at \S+__wasm_split\.js/];

function watch(context: BrowserContext, complaints: string[]): void {
  const listen = (page: Page) => {
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      if (message.type() !== 'error' || innocent.some((pattern) => pattern.test(message.text()))) return;
      complaints.push(`${page.url()}: ${message.text()}`);
    });
  };
  context.pages().forEach(listen);
  context.on('page', listen);
}
