/** What people do on the pages, in their own words. */
import { type Locator, type Page, expect } from '@playwright/test';

import { password } from './server.ts';

/** Signs in at whatever address was asked for. */
export async function signIn(page: Page, username: string, address = '/'): Promise<void> {
  await page.goto(address);
  await fillIn(page, username);
}

/** Signs in at the form that is there, and waits until the device has fetched what this person may see. */
export async function fillIn(page: Page, username: string): Promise<void> {
  const fetched = page.waitForResponse(async (response) => {
    if (!response.url().includes('/sync/v1/pull') || !response.ok()) return false;
    return ((await response.json()) as { more: boolean }).more === false;
  });
  await page.locator('#username').fill(username);
  await page.locator('#password').fill(password);
  await page.getByTestId('sign-in').click();
  await expect(page.getByTestId('account-link')).toBeVisible();
  await fetched;
}

/** Until the app would start without coverage: its worker holds the build. */
export async function readyForOffline(page: Page): Promise<void> {
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  // The office's code is kept a little later than the rest.
  if (await page.locator('[data-office]').count()) {
    await page.waitForFunction(async () => {
      const builds = (await caches.keys()).filter((name) => name.startsWith('build-'));
      const kept = await Promise.all(builds.map(async (name) => (await caches.open(name)).keys()));
      return kept.flat().some(({ url }) => url.endsWith('/split_office.wasm'));
    });
  }
  await expect(page.getByTestId('network-state')).toHaveAttribute('data-network', 'online');
}

export async function expectNetwork(page: Page, state: 'online' | 'offline' | 'sign_in'): Promise<void> {
  await expect(page.getByTestId('network-state')).toHaveAttribute('data-network', state);
}

/** How many items of this person are not through, by the frame's own count. */
export async function expectWaiting(page: Page, count: number): Promise<void> {
  await expect(page.getByTestId('waiting-count')).toHaveAttribute('data-count', String(count));
}

export interface Words {
  item?: string;
  phrase?: string;
  address?: string;
  description?: string;
}

/** Fills in the report form. */
export async function describe(page: Page, words: Words): Promise<void> {
  if (words.item) await page.getByTestId('item').filter({ hasText: words.item }).click();
  if (words.phrase) await page.getByRole('button', { name: words.phrase, exact: true }).click();
  if (words.address) await page.locator('#address').fill(words.address);
  if (words.description) await page.locator('#description').fill(words.description);
}

/** Saves the report; returns the address of its ticket once the page says it is safe. */
export async function submitReport(page: Page): Promise<string> {
  await page.getByTestId('submit-report').click();
  const notice = page.getByTestId('saved-notice');
  await expect(notice).toContainText('已保存');
  const address = await notice.getByRole('link').getAttribute('href');
  return (address ?? '').replace('/tickets/', '');
}

/** Puts photos into a picker and waits until they are shrunk and put away. */
export async function addPhotos(
  scope: Page | Locator,
  files: { name: string; mimeType: string; buffer: Buffer }[],
): Promise<void> {
  const stored = scope.locator('.picker__item[data-stored]');
  const before = await stored.count();
  await scope.getByTestId('photo-input').setInputFiles(files);
  await expect(stored).toHaveCount(before + files.length, { timeout: 30_000 });
}

/** Opens a queue of the desk and the ticket in it. */
export async function openFromDesk(page: Page, queue: string, ticket: string): Promise<Locator> {
  await page.getByTestId(`queue-${queue}`).click();
  const row = page.locator(`[data-testid=ticket-row][data-ticket="${ticket}"]`);
  await expect(row).toBeVisible();
  await row.getByRole('link').click();
  const pane = page.getByTestId('ticket-pane');
  await expect(pane).toBeVisible();
  return pane;
}

/** Opens the form of a step on the ticket that is shown. */
export async function begin(page: Page, kind: string): Promise<Locator> {
  await page.getByTestId(`action-${kind}`).click();
  const form = page.getByRole('dialog').filter({ has: page.getByTestId(`submit-${kind}`) });
  await expect(form).toBeVisible();
  return form;
}

/** Saves the step whose form is open. */
export async function finish(page: Page, kind: string): Promise<void> {
  await page.getByTestId(`submit-${kind}`).click();
  await expect(page.getByTestId('saved')).toBeVisible();
}

/** A step that needs nothing but saying so. */
export async function take(page: Page, kind: string): Promise<void> {
  await begin(page, kind);
  await finish(page, kind);
}
