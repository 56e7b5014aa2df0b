import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';

interface Manifest {
  scripts: Record<string, { file: string; preload: string[] } | undefined>;
  styles: Record<string, { file: string } | undefined>;
}

export interface BuiltFile {
  type: string;
  bodies: { br: Buffer; gzip: Buffer; plain: Buffer };
}

const TYPES: Record<string, string> = { '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png', '.webp': 'image/webp', '.woff2': 'font/woff2' };

/** Where the build leaves the browser's files: beside this module in dist/, in dist/ when the source itself runs (tests). */
const FOLDERS = [path.join(import.meta.dirname, 'assets'), path.join(import.meta.dirname, '../../dist/apps/hub/assets')];

/** The browser's files under names that carry the hash of their content, so that they can be kept for ever. */
@Injectable()
export class BuiltAssets {
  private readonly folder: string;
  private readonly manifest: Manifest;
  private readonly files = new Map<string, Promise<BuiltFile | null>>();

  constructor() {
    const { folder, manifest } = this.locate();
    this.folder = folder;
    this.manifest = manifest;
  }

  script(name: string): { file: string; preload: string[] } | null {
    return this.manifest.scripts[name] ?? null;
  }

  style(name: string): string | null {
    return this.manifest.styles[name]?.file ?? null;
  }

  /** A file of the build, compressed once; null for anything else. */
  file(name: string): Promise<BuiltFile | null> {
    const type = TYPES[path.extname(name)];
    if (!type || !/^[A-Za-z0-9_.-]{1,120}$/.test(name) || name.startsWith('.')) return Promise.resolve(null);
    const known = this.files.get(name);
    if (known) return known;
    const loading = this.load(name, type);
    // A name that is not there is not remembered, so that guessing names fills nothing.
    loading.then((file) => { if (!file) this.files.delete(name); }, () => this.files.delete(name));
    this.files.set(name, loading);
    return loading;
  }

  private async load(name: string, type: string): Promise<BuiltFile | null> {
    let plain: Buffer;
    try {
      plain = await readFile(path.join(this.folder, name));
    } catch {
      return null;
    }
    const br = await promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
    return { type, bodies: { plain, br, gzip: await promisify(gzip)(plain) } };
  }

  private locate(): { folder: string; manifest: Manifest } {
    for (const folder of FOLDERS) {
      try {
        return { folder, manifest: JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as Manifest };
      } catch {
        // Not built here: look at the next place.
      }
    }
    return { folder: FOLDERS[0]!, manifest: { scripts: {}, styles: {} } };
  }
}
