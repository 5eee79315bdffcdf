/** The interface for programs, as a second witness of what the pages show. */
import { randomUUID } from 'node:crypto';

import { password } from './server.ts';

export interface Ticket {
  id: string;
  number: string | null;
  status: string;
  title: string;
  description: string;
  reported_by: string;
  captured_at: string;
  place: { lat: number; lon: number } | null;
  item_code: string | null;
  lead: string | null;
  due_at: string | null;
  revision: number;
  photos: {
    sha256: string;
    stage: string;
    received: boolean;
    bytes: number;
    width: number;
    height: number;
    taken_at?: string;
    look?: string;
    place?: { lat: number; lon: number };
  }[];
  events: { at: string; kind: string; by: string; text?: string }[];
}

export interface Person {
  id: string;
  username: string;
  name: string;
}

/** A program that is signed in as somebody. */
export class Api {
  private constructor(
    private readonly url: string,
    private readonly token: string,
    readonly person: Person,
  ) {}

  static async signIn(url: string, username: string): Promise<Api> {
    const answer = await fetch(`${url}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password, device_name: 'journeys' }),
    });
    if (answer.status !== 201) throw new Error(`${username} cannot sign in: ${answer.status} ${await answer.text()}`);
    const { token, person } = (await answer.json()) as { token: string; person: Person };
    return new Api(url, token, person);
  }

  async get(path: string): Promise<Response> {
    return fetch(`${this.url}${path}`, { headers: { authorization: `Bearer ${this.token}` } });
  }

  /** A ticket of this person's scope; none if they have no such ticket. */
  async ticket(id: string): Promise<Ticket | undefined> {
    const answer = await this.get(`/api/v1/tickets/${id}`);
    if (answer.status === 404) return undefined;
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Ticket;
  }

  /** Every ticket of this person's scope whose description contains these words. */
  async ticketsAbout(words: string): Promise<Ticket[]> {
    const found: Ticket[] = [];
    let after: string | null = null;
    do {
      const answer: Response = await this.get(`/api/v1/tickets?limit=200${after ? `&after=${after}` : ''}`);
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
      const { tickets, next } = (await answer.json()) as { tickets: { id: string }[]; next: string | null };
      for (const { id } of tickets) {
        const ticket = await this.ticket(id);
        if (ticket?.description.includes(words)) found.push(ticket);
      }
      after = next;
    } while (after);
    return found;
  }

  /** The bytes of a photo that this person may see. */
  async photo(sha256: string): Promise<{ type: string | null; bytes: Buffer }> {
    const answer = await this.get(`/photos/${sha256}`);
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return { type: answer.headers.get('content-type'), bytes: Buffer.from(await answer.arrayBuffer()) };
  }

  /** Sends one command, which has to be accepted; says which ticket it was on. */
  async command(kind: string, body: object, ticketId: string = randomUUID()): Promise<string> {
    const answer = await fetch(`${this.url}/sync/v1/push`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        protocol: 1,
        batch_id: randomUUID(),
        device_id: randomUUID(),
        commands: [
          {
            command_id: randomUUID(),
            seq: 1,
            ticket_id: ticketId,
            kind,
            captured_at: new Date().toISOString(),
            based_on: null,
            body,
          },
        ],
      }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${answer.status} ${text}`);
    const [result] = (JSON.parse(text) as { results: { outcome: string }[] }).results;
    if (result?.outcome !== 'accepted') throw new Error(`${kind}: ${text}`);
    return ticketId;
  }
}
