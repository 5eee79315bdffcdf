import { defineConfig } from '@playwright/test';

/** `npm run screenshots` looks at every page; the journeys leave it out. */
const screenshots = Boolean(process.env.SCREENSHOTS);

export default defineConfig({
  testDir: screenshots ? './screenshots' : './journeys',
  outputDir: './results/artifacts',
  workers: 2,
  // Files run side by side, the tests of one file in its worker one after the other.
  fullyParallel: false,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: screenshots ? 600_000 : 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    actionTimeout: 15_000,
    navigationTimeout: 20_000,
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
    screenshot: 'only-on-failure',
  },
});
