import { createHash } from 'node:crypto';

/** A row of the trail as it is hashed. */
export interface ChainedEntry {
  studio_id: string;
  sequence: bigint;
  id: string;
  game_id: string;
  actor_kind: string;
  actor_id: string;
  operation: string;
  targets: string[];
  request: string;
  request_id: string | null;
  /** Microseconds since 1970. */
  recorded_us: bigint;
  previous_hash: Buffer;
  hash: Buffer;
}

export interface Link {
  sequence: bigint;
  hash: Buffer;
}

export const BEGINNING: Link = { sequence: 0n, hash: Buffer.alloc(0) };

const member = (text: string | null): string => (text === null ? '-' : `${Buffer.byteLength(text)}:${text}`);

/** The hash of an entry; the same as `platform.audit_hash` of the database computes, said once more. */
export function hashOf(e: ChainedEntry): Buffer {
  const members = [
    e.previous_hash.toString('hex'), e.studio_id, String(e.sequence), e.id, e.game_id, e.actor_kind, e.actor_id, e.operation, e.request, e.request_id, String(e.recorded_us), String(e.targets.length), ...e.targets,
  ];
  return createHash('sha256').update(members.map(member).join('')).digest();
}

/** The first entry that does not follow from the one before it, and what is wrong; null when all do. `rows` in the order of their sequence, after `from`. */
export function brokenLink(rows: readonly ChainedEntry[], from: Link): { sequence: bigint; what: string } | null {
  let last = from;
  for (const row of rows) {
    if (row.sequence !== last.sequence + 1n) return { sequence: last.sequence + 1n, what: 'The entry is missing' };
    if (!row.previous_hash.equals(last.hash)) return { sequence: row.sequence, what: 'The entry does not name the one before it' };
    if (!hashOf(row).equals(row.hash)) return { sequence: row.sequence, what: 'The entry is not what was hashed' };
    last = row;
  }
  return null;
}
