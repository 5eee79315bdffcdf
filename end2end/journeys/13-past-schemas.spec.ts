import { entriesOf, look, make, schemaOf, schemas } from '../support/schema.ts';
import { password } from '../support/server.ts';
import { expect, phone, test } from '../support/test.ts';

const versions = schemas();

for (const version of versions) {
  test(`a full queue of version ${version} of the database is kept by today's build and arrives`, async ({ as, device }) => {
    const grid = await as('grid21');
    const schema = schemaOf(version, grid.person);
    const entries = entriesOf(schema);
    const pocket = await device(phone);
    const page = await pocket.newPage();
    await page.goto('/healthz');
    await make(page, schema);
    const { person } = grid;
    await page.request.post('/api/v1/sessions', { data: { username: person.username, password } });

    // Opened by today's build, and nothing has gone out yet: every command is still there.
    await page.route('**/sync/v1/**', (route) => route.abort());
    await page.goto('/queue');
    await expect(page.getByTestId('queue-item').filter({ hasText: '还没传的一件' })).toBeVisible();
    const kept = await look(page);
    expect(kept.version, 'a version without its file in end2end/schemas').toBe(versions.at(-1));
    expect(kept.commands.sort()).toEqual(entries.map((entry) => entry.sealed.command_id).sort());

    await page.unroute('**/sync/v1/**');
    await page.reload();
    const sent = entries.filter(({ state }) => state === 'pending' || state === 'accepted');
    for (const { sealed, photos } of sent) {
      await expect.poll(async () => (await grid.ticket(sealed.ticket_id))?.events.map(({ kind }) => kind)).toContain(sealed.kind);
      for (const { sha256 } of photos) {
        const received = async () =>
          (await grid.ticket(sealed.ticket_id))?.photos.find((photo) => photo.sha256 === sha256)?.received;
        await expect.poll(received).toBe(true);
      }
    }
    // Once each, and nothing else.
    for (const ticket of new Set(sent.map(({ sealed }) => sealed.ticket_id))) {
      const steps = (await grid.ticket(ticket))!.events.map(({ kind }) => kind).filter((kind) => !kind.startsWith('photo_'));
      expect(steps).toEqual(sent.filter(({ sealed }) => sealed.ticket_id === ticket).map(({ sealed }) => sealed.kind));
    }
    for (const { sealed } of entries.filter(({ state }) => state === 'recalled')) {
      expect(await grid.ticket(sealed.ticket_id)).toBeUndefined();
    }
    await expect(page.locator('[data-testid=queue-item][data-state=refused]')).toHaveCount(1);
  });
}
