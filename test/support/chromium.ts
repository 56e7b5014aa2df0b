import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';

/**
 * What a browser in a test must not do: look for updates, sync, or ask for a sandbox that root does not get. The flags that the npm package proposes are
 * left out: it runs everything in one process and switches web security off, with which no test of a content security policy means anything.
 */
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const run = promisify(execFile);

interface Program {
  file: string;
  env: Record<string, string>;
}

/** A headless Chromium: the one in the npm package, else `chromium` on PATH. The caller closes it. */
export async function launchChromium(): Promise<Browser> {
  const failures: string[] = [];
  for (const find of [packaged, installed]) {
    try {
      const { file, env } = await find();
      return await chromium.launch({ executablePath: file, args: FLAGS, env: { ...current(), ...env } });
    } catch (error) {
      failures.push((error as Error).message);
    }
  }
  throw new Error(`There is no Chromium that starts on this machine:\n${failures.join('\n')}`);
}

async function packaged(): Promise<Program> {
  if (process.platform !== 'linux') throw new Error('@sparticuz/chromium is for Linux');
  const { stdout } = await run(process.execPath, [path.join(import.meta.dirname, 'unpack-chromium.mjs')]);
  return JSON.parse(stdout) as Program;
}

async function installed(): Promise<Program> {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const candidates = folders.flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => path.join(folder, name)));
  const file = candidates.find(isExecutable);
  if (!file) throw new Error('PATH has no chromium');
  return { file, env: {} };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function current(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
