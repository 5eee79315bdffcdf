/** A real server with a sample county of its own, in a temporary folder. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { appendFileSync, openSync, closeSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');
const binary = process.env.XIANGHU_BIN ?? path.join(root, 'target/release/xianghu');

/** The built site that `cargo xtask` left. */
export const builtSite = process.env.XIANGHU_SITE ?? path.join(root, 'target/site');
/** Every sample account's. */
export const password = 'journeys-2026';

const run = promisify(execFile);

export class Server {
  private process?: ChildProcess;

  private constructor(
    private readonly folder: string,
    readonly port: number,
    private readonly site: string,
  ) {}

  /** Makes the county and starts; `site` may be a copy that the test changes. */
  static async start(site = builtSite): Promise<Server> {
    const folder = await mkdtemp(path.join(tmpdir(), 'xianghu-journeys-'));
    const server = new Server(folder, await freePort(), site);
    await run(binary, ['seed-demo', '--password', password], { env: server.environment(), cwd: folder });
    await server.resume();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What it has written down. */
  log(): string {
    return readFileSync(this.logFile(), 'utf8');
  }

  /** Starts it, on the port and the data it had. */
  async resume(): Promise<void> {
    const log = openSync(this.logFile(), 'a');
    const child = spawn(binary, ['serve'], { env: this.environment(), cwd: this.folder, stdio: ['ignore', log, log] });
    closeSync(log);
    this.process = child;
    await this.ready(child);
  }

  /** Asks it to finish what is under way and end. */
  async pause(): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const patience = setTimeout(() => {
        appendFileSync(this.logFile(), 'did not end within 20 seconds of SIGTERM\n');
        child.kill('SIGKILL');
      }, 20_000);
      await ended;
      clearTimeout(patience);
      if (child.signalCode === 'SIGKILL') throw new Error(`the server did not end on SIGTERM\n${this.log()}`);
    }
  }

  /** Ends it and takes its data away. */
  async stop(): Promise<void> {
    try {
      await this.pause();
    } finally {
      await rm(this.folder, { recursive: true, force: true });
    }
  }

  private logFile(): string {
    return path.join(this.folder, 'server.log');
  }

  private environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      DATABASE_URL: `sqlite://${path.join(this.folder, 'xianghu.db')}`,
      XIANGHU_PHOTOS: path.join(this.folder, 'photos'),
      XIANGHU_SITE: this.site,
      XIANGHU_LISTEN: `127.0.0.1:${this.port}`,
      NO_COLOR: '1',
    };
  }

  private async ready(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (Date.now() < deadline) {
      if (child.exitCode !== null) break;
      try {
        if ((await fetch(`${this.url}/readyz`)).ok) return;
      } catch {
        // Not listening yet.
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    child.kill('SIGKILL');
    throw new Error(`the server did not become ready\n${this.log()}`);
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createServer();
    socket.once('error', reject);
    socket.listen(0, '127.0.0.1', () => {
      const address = socket.address();
      socket.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
