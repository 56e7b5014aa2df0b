import { readFileSync } from 'node:fs';
import path from 'node:path';

function findVersion(): string {
  for (let folder = import.meta.dirname; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    try {
      const { name, version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { name: string; version: string };
      if (name === 'hubcraft') return version;
    } catch {
      // No package.json here: look one folder up.
    }
  }
  return '0.0.0';
}

/** The version of this build, from package.json. */
export const VERSION = findVersion();
