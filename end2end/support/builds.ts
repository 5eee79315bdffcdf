/** Builds beside each other in a copy of the site, as `cargo xtask` leaves them. */
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { builtSite } from './server.ts';

interface Manifest {
  build: string;
  files: string[];
  office: string[];
  map: string[];
}

export class SiteCopy {
  private constructor(private readonly folder: string) {}

  static async make(): Promise<SiteCopy> {
    const copy = new SiteCopy(await mkdtemp(path.join(tmpdir(), 'xianghu-site-')));
    await cp(builtSite, copy.path, { recursive: true });
    return copy;
  }

  get path(): string {
    return path.join(this.folder, 'site');
  }

  /** The build that is served from the server's next start on. */
  async build(): Promise<string> {
    return (await this.manifest()).build;
  }

  /** Puts a next build beside the one that is there, and keeps the old files. `script` runs before the new one starts. */
  async add(next: string, script = ''): Promise<void> {
    const { build, files, office, map } = await this.manifest();
    const pkg = path.join(this.path, 'pkg');
    await cp(path.join(pkg, build), path.join(pkg, next), { recursive: true });
    if (script) {
      const boot = path.join(pkg, next, 'boot.js');
      await writeFile(boot, `${script}\n${await readFile(boot, 'utf8')}`);
      await Promise.all(['br', 'gz'].map((packed) => rm(`${boot}.${packed}`, { force: true })));
    }
    const moved = (files: string[]) => files.map((file) => file.replace(`/pkg/${build}/`, `/pkg/${next}/`));
    const manifest: Manifest = { build: next, files: moved(files), office: moved(office), map: moved(map) };
    await writeFile(`${this.manifestFile}.new`, JSON.stringify(manifest));
    await rename(`${this.manifestFile}.new`, this.manifestFile);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private get manifestFile(): string {
    return path.join(this.path, 'build.json');
  }

  private async manifest(): Promise<Manifest> {
    return JSON.parse(await readFile(this.manifestFile, 'utf8')) as Manifest;
  }
}
