/** A bad network between browser and server: it holds requests back, and loses replies. */
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request that came through, with its body once that was read, and what of the answer went to the browser. */
export interface Seen {
  method: string;
  path: string;
  body: Buffer;
  /** Bytes of the answer's body as they travelled, packed if the server packed them. */
  answered: number;
  /** How they were packed. */
  encoding: string;
}

type Verdict = 'pass' | 'hold' | 'lose-reply';

export class Proxy {
  readonly seen: Seen[] = [];
  private judge: (request: Seen) => Verdict = () => 'pass';
  private readonly pages = new Map<string, string>();
  private readonly sockets = new Set<Socket>();
  private held = 0;
  private lost = 0;

  private constructor(
    private readonly server: http.Server,
    private readonly upstream: number,
  ) {}

  static async before(upstream: number): Promise<Proxy> {
    const server = http.createServer();
    const proxy = new Proxy(server, upstream);
    server.on('connection', (socket) => {
      proxy.sockets.add(socket);
      socket.on('close', () => proxy.sockets.delete(socket));
    });
    server.on('request', (request, response) => void proxy.relay(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Requests that never reached the server. */
  get heldBack(): number {
    return this.held;
  }

  /** Replies that the browser never got. */
  get lostReplies(): number {
    return this.lost;
  }

  /** What to do with requests from here on. */
  decide(judge: (request: Seen) => Verdict): void {
    this.judge = judge;
  }

  /** Answers at this path with a page of its own. */
  answer(path: string, html: string): void {
    this.pages.set(path, html);
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async relay(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return; // The browser went away in the middle.
    }
    const seen: Seen = {
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      body: Buffer.concat(chunks),
      answered: 0,
      encoding: '',
    };
    this.seen.push(seen);
    const page = this.pages.get(seen.path);
    if (page !== undefined) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
      return;
    }
    const verdict = this.judge(seen);
    if (verdict === 'hold') {
      this.held += 1;
      return; // No answer, for as long as the browser waits.
    }
    const onward = http.request(
      {
        host: '127.0.0.1',
        port: this.upstream,
        method: request.method,
        path: request.url,
        headers: request.headers,
        agent: false,
      },
      (answer) => {
        if (verdict === 'lose-reply') {
          // Only when the server is done: the loss is the reply's, not the request's.
          answer.resume();
          answer.on('end', () => {
            this.lost += 1;
            request.socket.destroy();
          });
          return;
        }
        seen.encoding = answer.headers['content-encoding'] ?? '';
        answer.on('data', (chunk: Buffer) => (seen.answered += chunk.length));
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => request.socket.destroy());
    response.on('close', () => onward.destroy());
    onward.end(seen.body);
  }
}
