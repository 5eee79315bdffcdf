import { expectWaiting, readyForOffline, signIn, submitReport } from '../support/pages.ts';
import { desktop, expect, phone, test } from '../support/test.ts';

/** Words that would do something on a page that takes them for markup. */
const corpus = [
  '<script>window.owned = 1</script>',
  '"><img src=x onerror="window.owned = 1">',
  '</script><script>window.owned = 1</script>',
  '<svg onload="window.owned = 1"></svg>',
  "'-alert(1)-'",
  '<!--<script>window.owned = 1//--></script>',
  'javascript:alert(1)',
  '{{constructor.constructor("window.owned = 1")()}}',
  '<iframe srcdoc="<script>parent.owned = 1</script>"></iframe>',
  '\u2028\u2029</textarea></title><script>window.owned = 1</script>',
];

test('words that look like markup are shown as words wherever they stand', async ({ as, device }) => {
  const pocket = await device(phone);
  const street = await pocket.newPage();
  const dialogs: string[] = [];
  const watch = (page: typeof street) =>
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
  const harmless = async (page: typeof street) => {
    expect(await page.evaluate(() => 'owned' in window)).toBe(false);
    expect(dialogs).toEqual([]);
  };
  watch(street);

  // On the phone without coverage: form, notice, queue, my whistles, and the ticket from the device's own copy.
  await signIn(street, 'grid09');
  await readyForOffline(street);
  await pocket.setOffline(true);
  await street.locator('#description').fill(corpus.join(' '));
  await street.locator('#address').fill(corpus[1]!);
  const ticket = await submitReport(street);
  for (const address of ['/queue', '/mine', `/tickets/${ticket}`]) {
    await street.goto(address);
    await expectWaiting(street, 1);
    // Lists show a title, which is cut.
    await expect(street.getByRole('main')).toContainText('<script>window.owned = 1');
    await harmless(street);
  }
  await pocket.setOffline(false);
  await expectWaiting(street, 0);

  // Titles, notes and contacts of a program's ticket.
  const grid = await as('grid09');
  const second = await grid.command('whistle', {
    title: corpus[0],
    description: corpus[2],
    address: corpus[3],
    contact: corpus[8],
  });
  for (const words of corpus) await grid.command('add_note', { text: words }, second);

  // Rendered by the server, and brought to life with the data that came along.
  const centre = await (await device(desktop)).newPage();
  watch(centre);
  await signIn(centre, 'supervisor09');
  for (const id of [ticket, second]) {
    for (const address of [`/desk?queue=all&ticket=${id}`, `/tickets/${id}`]) {
      const answer = await centre.goto(address);
      const html = await answer!.text();
      expect(html).not.toContain('<script>window.owned');
      expect(html).not.toContain('<img src=x');
      await expect(centre.getByTestId('ticket-pane')).toContainText('window.owned = 1');
      await harmless(centre);
    }
  }
  const pane = centre.getByTestId('ticket-pane');
  for (const words of corpus.slice(0, 9)) await expect(pane).toContainText(words);
  await centre.goto('/desk?queue=received');
  await centre.getByTestId('desk-search').fill('<script>');
  await expect(centre.getByTestId('ticket-row').filter({ visible: true })).toHaveCount(2);
  await harmless(centre);

  // News of it, back on the phone.
  await centre.goto(`/tickets/${ticket}`);
  await centre.getByTestId('action-add_note').click();
  await centre.getByRole('dialog').getByRole('textbox').fill(corpus[1]!);
  await centre.getByTestId('submit-add_note').click();
  await expect(centre.getByTestId('saved')).toBeVisible();
  await expectWaiting(centre, 0);
  await street.goto('/messages');
  await expect(street.getByTestId('message').first()).toContainText(corpus[1]!);
  await harmless(street);
});
