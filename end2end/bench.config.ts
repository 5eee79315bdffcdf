import { defineConfig } from '@playwright/test';

import journeys from './playwright.config.ts';

/** `cargo xtask bench browser`: one thing at a time, and as long as it takes. */
export default defineConfig(journeys, {
  testDir: './benches',
  testMatch: '*.bench.ts',
  outputDir: './results/benches',
  workers: 1,
  timeout: 1_800_000,
  reporter: './benches/table.ts',
});
