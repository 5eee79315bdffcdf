/** A slow link between browser and server: so many bytes a second either way, and so long a way. All that crosses it shares it. */
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface Speed {
  /** Bytes a second towards the server. */
  up: number;
  /** Bytes a second towards the browser. */
  down: number;
  /** Milliseconds there and back. */
  roundTrip: number;
}

/** Who uses the link: the app, or a raw upload beside which it is measured. */
export type User = 'app' | 'floor';

/** An exchange that is over. */
export interface Exchange {
  method: string;
  path: string;
  /** Bytes of the request's body. */
  sent: number;
  /** Milliseconds by `performance.now()`. */
  ended: number;
}

/** Where a raw upload goes: taken in and thrown away at this end of the server. */
export const floor = '/floor';
/** Small enough that two who share the link get about the same. */
const slice = 4 * 1024;

export class Link {
  readonly exchanges: Exchange[] = [];
  /** Bytes of bodies that have gone up. */
  readonly sent: Record<User, number> = { app: 0, floor: 0 };
  private speed?: Speed;
  private readonly up = new Lane(() => this.speed?.up);
  private readonly down = new Lane(() => this.speed?.down);
  private readonly sockets = new Set<Socket>();
  private readonly agent = new http.Agent({ keepAlive: true });
  private closed?: { user: User; opened: Promise<void>; open: () => void };

  private constructor(
    private readonly server: http.Server,
    private readonly upstream: number,
  ) {}

  /** A link that is as fast as the machine, until it is told otherwise. */
  static async before(upstream: number): Promise<Link> {
    const server = http.createServer();
    const link = new Link(server, upstream);
    server.on('connection', (socket) => {
      socket.setNoDelay(true);
      link.sockets.add(socket);
      socket.on('close', () => link.sockets.delete(socket));
    });
    server.on('request', (request, response) => void link.relay(request, response).catch(() => request.socket.destroy()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return link;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From here on. */
  run(speed?: Speed): void {
    this.speed = speed;
  }

  /** Lets nothing of this user through for now: what is on its way stops where it is. */
  close(user: User): void {
    this.open();
    let open = () => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    this.closed = { user, opened, open };
  }

  /** Lets everybody through. */
  open(): void {
    this.closed?.open();
    this.closed = undefined;
  }

  async end(): Promise<void> {
    this.open();
    this.agent.destroy();
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async admitted(user: User): Promise<void> {
    while (this.closed?.user === user) await this.closed.opened;
  }

  private async halfway(): Promise<void> {
    if (this.speed) await pause(this.speed.roundTrip / 2);
  }

  private async relay(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    const user: User = path === floor ? 'floor' : 'app';
    await this.admitted(user);
    await this.up.take(headBytes(request));
    await this.halfway();
    const onward =
      user === 'floor'
        ? undefined
        : http.request({
            host: '127.0.0.1',
            port: this.upstream,
            method: request.method,
            path,
            headers: request.headers,
            agent: this.agent,
          });
    const answered = onward && new Promise<http.IncomingMessage>((resolve, reject) => {
      onward.on('response', resolve);
      onward.on('error', reject);
    });
    response.on('close', () => onward?.destroy());
    let sent = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      for (let at = 0; at < chunk.length; at += slice) {
        const piece = chunk.subarray(at, at + slice);
        await this.admitted(user);
        await this.up.take(piece.length);
        this.sent[user] += piece.length;
        sent += piece.length;
        onward?.write(piece);
      }
    }
    onward?.end();
    const answer = await answered;
    await this.halfway();
    response.writeHead(answer?.statusCode ?? 204, answer?.headers);
    response.flushHeaders();
    for await (const chunk of (answer ?? []) as AsyncIterable<Buffer>) {
      for (let at = 0; at < chunk.length; at += slice) {
        const piece = chunk.subarray(at, at + slice);
        await this.down.take(piece.length);
        response.write(piece);
      }
    }
    response.end();
    this.exchanges.push({ method: request.method ?? 'GET', path, sent, ended: performance.now() });
  }
}

/** One direction: pieces go one after the other, in the order in which they come. */
class Lane {
  private free = 0;

  constructor(private readonly rate: () => number | undefined) {}

  async take(bytes: number): Promise<void> {
    const rate = this.rate();
    if (!rate) return;
    const now = performance.now();
    // A timer that rang late must not cost the link what it could have carried meanwhile.
    this.free = Math.max(this.free, now - 10) + (bytes / rate) * 1000;
    if (this.free > now) await pause(this.free - now);
  }
}

function headBytes(request: http.IncomingMessage): number {
  return request.rawHeaders.reduce((sum, word) => sum + word.length + 2, (request.url?.length ?? 0) + 20);
}
