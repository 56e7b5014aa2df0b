import { createHash, randomBytes } from 'node:crypto';
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from './failure.mjs';

/** The folder of this clone. */
export const ROOT = realpathSync(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..'));

/** Where this installation keeps its state: HUBCRAFT_STATE_DIR, else `.hubcraft` of the clone. */
export function stateFolder() {
  return path.resolve(ROOT, process.env.HUBCRAFT_STATE_DIR || '.hubcraft');
}

/** Makes the state folder. Others may pass through it (PostgreSQL runs as another user when we are root); what is secret in it is 0600. */
export function ensureStateFolder(folder = stateFolder()) {
  try {
    // One level only: `recursive` never returns for a folder that its file system refuses to make.
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o755 });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    if (error.code === 'EEXIST') return ensureStateFolder(folder);
    throw new Failure(`${folder} cannot be written by ${userName()}: run Hubcraft as the owner of this clone, or set HUBCRAFT_STATE_DIR.`);
  }
  return folder;
}

export function userName() {
  try {
    return os.userInfo().username;
  } catch {
    return `uid${process.getuid?.() ?? 0}`;
  }
}

/** Twelve hex digits that differ for two clones on one machine. */
export function cloneHash(of = ROOT) {
  return createHash('sha256').update(of).digest('hex').slice(0, 12);
}

/** Replaces a file in one step, so that no reader ever meets half of it. */
export function writeWhole(file, content, mode = 0o644) {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(draft, content, { mode });
    chmodSync(draft, mode);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    if (['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(error.code)) throw new Failure(`${file} cannot be written: ${error.code}.`);
    throw error;
  }
}

/** The JSON of a file, or the fallback when the file is missing or unreadable as JSON. */
export function readJson(file, fallback) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return fallback;
    if (error.code === 'EACCES') throw new Failure(`${file} cannot be read by ${userName()}.`);
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch {
    return fallback;
  }
}
