import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..', '..');
const BUILD_MS = 120_000;

/** A commit of before, built in a folder of its own; it runs with the packages of today. */
export interface EarlierBuild {
  /** As `git describe` names it. */
  commit: string;
  folder: string;
  /** Migrations of today that it does not have. */
  newer: number;
  remove(): void;
}

/** `UPGRADE_FROM`, or what there was before the newest change of `db/migrations`. @throws when this is no clone of git, or there is no such commit */
export function earlierBuild(): EarlierBuild {
  const commit = process.env.UPGRADE_FROM ?? `${git('log', '-1', '--format=%H', '--', 'db/migrations')}^`;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'hubcraft-earlier-'));
  execFileSync('sh', ['-c', 'git -C "$1" archive "$2" | tar -x -C "$3"', 'sh', ROOT, commit, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  // Not by its npm scripts: they would install what its lock file says into the packages of today.
  execFileSync(process.execPath, ['--input-type=module', '-e', "const { build } = await import('./scripts/lib/compile.mjs'); await build();"], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], timeout: BUILD_MS });
  return { commit: git('log', '-1', '--format=%h %ad', '--date=short', commit), folder, newer: migrationsOf('HEAD') - migrationsOf(commit), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const git = (...args: string[]): string => execFileSync('git', ['-C', ROOT, ...args], { encoding: 'utf8' }).trim();
const migrationsOf = (commit: string): number => git('ls-tree', '--name-only', commit, 'db/migrations/').split('\n').length;
