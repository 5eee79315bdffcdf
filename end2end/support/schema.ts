/** Databases as past versions of the app made them: each is a file in `schemas`, written down when it was current. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

import type { Page } from '@playwright/test';

import type { Person } from './api.ts';

export interface Schema {
  version: number;
  /** Object stores with the options they were made with. */
  stores: Record<string, IDBObjectStoreParameters>;
  /** Store, key and value: a thing kept as JSON text, or bytes. */
  rows: [string, string, { json: unknown } | { base64: string }][];
}

interface Entry {
  sealed: { command_id: string; ticket_id: string; kind: string; body: { description?: string; text?: string } };
  photos: { sha256: string }[];
  state: string;
}

const folder = path.resolve(import.meta.dirname, '../schemas');

/** Every version there was, the first one first. In the files, `{person}` and `{me}` stand for whose device it is. */
export function schemas(): number[] {
  return readdirSync(folder).map((name) => Number.parseInt(name, 10)).sort((a, b) => a - b);
}

export function schemaOf(version: number, person: Person): Schema {
  const text = readFileSync(path.join(folder, `${version}.json`), 'utf8');
  return JSON.parse(text.replaceAll('"{me}"', JSON.stringify(person)).replaceAll('{person}', person.id)) as Schema;
}

/** The queue that it holds. */
export function entriesOf(schema: Schema): Entry[] {
  return schema.rows.flatMap(([store, , value]) => (store === 'outbox' && 'json' in value ? [value.json as Entry] : []));
}

/** Makes the database in a page of the same origin that runs no app. */
export async function make(page: Page, schema: Schema): Promise<void> {
  await page.evaluate(async ({ version, stores, rows }) => {
    const request = indexedDB.open('xianghu', version);
    request.onupgradeneeded = () => {
      for (const [store, options] of Object.entries(stores)) request.result.createObjectStore(store, options);
    };
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error!);
    });
    const writing = database.transaction(Object.keys(stores), 'readwrite');
    for (const [store, key, value] of rows) {
      const bytes = (text: string) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
      writing.objectStore(store).put('json' in value ? JSON.stringify(value.json) : bytes(value.base64), key);
    }
    await new Promise<void>((resolve, reject) => {
      writing.oncomplete = () => resolve();
      writing.onabort = () => reject(writing.error!);
    });
    database.close();
  }, schema);
}

/** The database's version, and the ids of the commands that are in its queue. */
export async function look(page: Page): Promise<{ version: number; commands: string[] }> {
  return page.evaluate(async () => {
    const request = indexedDB.open('xianghu');
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error!);
    });
    const keys = database.transaction('outbox').objectStore('outbox').getAllKeys();
    const commands = await new Promise<string[]>((resolve, reject) => {
      keys.onsuccess = () => resolve(keys.result as string[]);
      keys.onerror = () => reject(keys.error!);
    });
    const { version } = database;
    database.close();
    return { version, commands };
  });
}
