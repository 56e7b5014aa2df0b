import { Injectable } from '@nestjs/common';
import { DerivedKeys } from '../crypto/derived-keys.js';
import { Database } from '../database/database.js';
import { unixSeconds } from '../kernel/clock.js';
import { subjectKeys } from '../personal-data/subject-key.js';
import { BEGINNING, brokenLink, type ChainedEntry, type Link } from './audit-chain.js';

const PAGE = 1_000;
const ENTRIES_MAX = 50_000;

export interface AuditEntryView {
  id: string;
  sequence: number;
  game_id: string | null;
  actor_kind: string;
  actor_id: string;
  operation: string;
  targets: string[];
  request: Record<string, unknown>;
  request_id: string | null;
  recorded_at: number;
  hash: string;
}

export interface AuditFilter {
  limit: number;
  /** Of one environment; null for all of the studio. */
  gameId: string | null;
  starting_after?: string;
  actor_id?: string;
  operation?: string;
  target?: string;
}

export interface ChainVerdict {
  /** Entries that were looked at and follow from each other. */
  checked: number;
  /** The last of them: whoever keeps its hash elsewhere can tell later whether anything up to it was written anew. */
  last: { id: string; sequence: number; hash: string } | null;
  /** Null when everything that was looked at holds. */
  broken: { sequence: number; what: string } | null;
  has_more: boolean;
}

type EntryRow = ChainedEntry & { recorded_at: Date };

/** Reads the trail of a studio in the open transaction, and looks whether it is whole. */
@Injectable()
export class AuditLog {
  constructor(private readonly database: Database, private readonly keys: DerivedKeys) {}

  /** Newest first. A position that there is not has nothing after it. */
  async list(studioId: string, filter: AuditFilter): Promise<{ data: AuditEntryView[]; has_more: boolean; next_cursor: string | null }> {
    const rows = await this.database.query<EntryRow>(
      `SELECT * FROM platform.audit_entry
        WHERE studio_id = $1 AND ($2::text IS NULL OR game_id = $2) AND ($3::text IS NULL OR sequence < (SELECT sequence FROM platform.audit_entry WHERE studio_id = $1 AND id = $3))
          AND ($4::text IS NULL OR actor_id = $4) AND ($5::text IS NULL OR operation = $5) AND ($6::text[] IS NULL OR targets && $6)
        ORDER BY sequence DESC LIMIT $7`,
      [studioId, filter.gameId, filter.starting_after ?? null, filter.actor_id ?? null, filter.operation ?? null, await this.namesOf(filter), filter.limit + 1]);
    const data = rows.slice(0, filter.limit).map(view);
    const has_more = rows.length > filter.limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }

  /**
   * The entries of the studio against their hashes and each other, from the first on or after one that is known, and against where the chain is said to end. At most `max` of them
   * and the rest of a page.
   */
  async verify(studioId: string, { after, max = ENTRIES_MAX }: { after?: string; max?: number } = {}): Promise<ChainVerdict> {
    // Read before the entries: what is appended meanwhile comes after it.
    const end = await this.end(studioId);
    let last = after ? await this.database.one<ChainedEntry>('SELECT * FROM platform.audit_entry WHERE studio_id = $1 AND id = $2', [studioId, after]) : undefined;
    let checked = 0;
    const verdict = (broken: ChainVerdict['broken'], has_more = false): ChainVerdict =>
      ({ checked, last: last ? { id: last.id, sequence: Number(last.sequence), hash: last.hash.toString('hex') } : null, broken, has_more });
    for (;;) {
      const rows = await this.page(studioId, last?.sequence ?? 0n);
      const broken = brokenLink(rows, last ?? BEGINNING);
      if (broken) return verdict({ sequence: Number(broken.sequence), what: broken.what });
      checked += rows.length;
      last = rows.at(-1) ?? last;
      const there = rows.find(({ sequence }) => sequence === end.sequence);
      if (there && !there.hash.equals(end.hash)) return verdict({ sequence: Number(end.sequence), what: 'The chain does not end as it says' });
      if (rows.length < PAGE) break;
      if (checked >= max) return verdict(null, true);
    }
    const reached = last?.sequence ?? 0n;
    if (reached < end.sequence) return verdict({ sequence: Number(reached) + 1, what: 'The entry is missing' });
    const now = await this.end(studioId);
    return verdict(now.sequence < reached ? { sequence: Number(reached), what: 'The chain does not end as it says' } : null);
  }

  /** What is asked for may be the id of a player, who is in the trail of her environment by a keyed hash. */
  private async namesOf({ target, gameId }: AuditFilter): Promise<string[] | null> {
    if (target === undefined) return null;
    return gameId === null ? [target] : [target, ...(await subjectKeys(this.keys, gameId, target))];
  }

  private page(studioId: string, after: bigint): Promise<ChainedEntry[]> {
    return this.database.query<ChainedEntry>(
      `SELECT *, (extract(epoch FROM recorded_at) * 1000000)::bigint AS recorded_us FROM platform.audit_entry WHERE studio_id = $1 AND sequence > $2 ORDER BY sequence LIMIT ${PAGE}`, [studioId, after]);
  }

  private async end(studioId: string): Promise<Link> {
    return (await this.database.one<Link>('SELECT sequence, hash FROM platform.audit_head WHERE studio_id = $1', [studioId])) ?? BEGINNING;
  }
}

function view(row: EntryRow): AuditEntryView {
  return {
    id: row.id, sequence: Number(row.sequence), game_id: row.game_id || null, actor_kind: row.actor_kind, actor_id: row.actor_id, operation: row.operation, targets: row.targets,
    request: JSON.parse(row.request) as Record<string, unknown>, request_id: row.request_id, recorded_at: unixSeconds(row.recorded_at), hash: row.hash.toString('hex'),
  };
}
