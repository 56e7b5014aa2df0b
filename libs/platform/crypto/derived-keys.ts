import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { ConfigError } from '../config/config.js';
import { Database } from '../database/database.js';
import { transactions } from '../database/store.js';
import { Unavailable } from '../kernel/errors.js';
import { Envelope } from './envelope.js';
import type { SealedColumn } from './sealed-columns.js';

const HASHES = 'hubcraft keyed hashes';
const CHECKOUTS = 'hubcraft checkout secrets';
const RELOAD_MS = 60_000;
/** Processes look for new roots every minute; one that has not heard of a root by then has stood still for longer than any database waits. */
const HEARD_OF_SECONDS = 600;
const INSTALLATION = '';
/** The key of checkouts as builds before 0120_derived_keys derived it from MASTER_KEY. */
const BEFORE_ROOTS = 'before-roots';
const FIRST = 'first';

const placeOf = (holderAndId: string): string => `platform.derived_key|sealed|${holderAndId}`;

/** The keys themselves, for whoever seals everything again. */
export const DERIVED_KEYS_SEALED: SealedColumn = { table: 'platform.derived_key', column: 'sealed', tenant: 'holder', key: 'id', place: placeOf, form: 'bytes' };

interface KeyRow { holder: string; id: string; sealed: Buffer; is_active: boolean }

/**
 * What has to be derived the same after MASTER_KEY has changed: secrets of checkouts, keyed hashes and the seals of the books. They come from a random root that is stored sealed. A change of
 * the master key makes a new root, for what is made from then on; older ones stay for what was made before.
 */
@Injectable()
export class DerivedKeys implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('DerivedKeys');
  private roots = new Map<string, Buffer>();
  private currentId: string | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly database: Database, private readonly envelope: Envelope) {}

  async onModuleInit(): Promise<void> {
    await this.load();
    if (this.currentId === undefined) {
      await this.begin();
      await this.load();
    }
    this.timer = setInterval(() => void this.load().catch((error: unknown) => this.logger.warn({ msg: 'new root keys could not be looked for', error: String(error) })), RELOAD_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** The root that a new checkout's secret comes from. */
  get rootId(): string {
    return this.currentId!;
  }

  /** All roots that are known, present and past. */
  get rootIds(): string[] {
    return [...this.roots.keys()].filter((id) => id !== BEFORE_ROOTS);
  }

  /** The key of the secrets of checkouts that were made under this root; null of what an older build has made. */
  checkoutKey(rootId: string | null): Buffer {
    const root = this.roots.get(rootId ?? BEFORE_ROOTS);
    if (!root) throw new RootUnknown();
    return rootId === null ? root : derive(root, '', CHECKOUTS);
  }

  /** Whether a root of this name is known here; one that has just been made may not be yet. */
  knows(rootId: string): boolean {
    return rootId !== BEFORE_ROOTS && this.roots.has(rootId);
  }

  /** A root, for what derives keys of its own from it. */
  root(rootId: string): Buffer {
    const root = this.roots.get(rootId);
    if (!root) throw new RootUnknown();
    return root;
  }

  /** A hash under a key of the game: by it a text is known again, and without the root nobody tells which text it is. `purpose` keeps hashes of one text apart. */
  hash(text: string, gameId: string, purpose: string): string {
    return hashed(derive(this.roots.get(this.rootId)!, gameId, HASHES), text, purpose);
  }

  /** The same under every root that is known here, the present one first: for what no build before the roots has written, and is looked for too often to ask the database. */
  hashesOfRoots(text: string, gameId: string, purpose: string): string[] {
    const others = this.rootIds.filter((id) => id !== this.rootId).map((id) => hashed(derive(this.roots.get(id)!, gameId, HASHES), text, purpose));
    return [this.hash(text, gameId, purpose), ...others];
  }

  /** Every hash by which a text may stand in the database, the present one first. */
  async hashes(text: string, gameId: string, purpose: string): Promise<string[]> {
    const rows = await this.rows([INSTALLATION, gameId]);
    const roots = rows.filter(({ holder, id }) => holder === INSTALLATION && id !== BEFORE_ROOTS).map((row) => derive(this.opened(row), gameId, HASHES));
    const kept = rows.filter(({ holder }) => holder === gameId).map((row) => this.opened(row));
    const ofMasterKeys = this.envelope.derivedFromEach(gameId, HASHES).map((each) => each.derived);
    return [...new Set([this.hash(text, gameId, purpose), ...[...roots, ...kept, ...ofMasterKeys].map((key) => hashed(key, text, purpose))])];
  }

  /**
   * What a rotation does before it seals again: a root for what comes from now on, and, of games whose hashes an older build derived from the keys that go, those keys. Repeatable.
   */
  async makeReady(): Promise<void> {
    await this.insert([{ holder: INSTALLATION, id: this.envelope.keyId, key: randomBytes(32) }], HEARD_OF_SECONDS);
    const going = (gameId: string) => this.envelope.derivedFromEach(gameId, HASHES).filter(({ isCurrent }) => !isCurrent);
    for (const gameId of await this.gamesBeforeRoots()) {
      await this.insert(going(gameId).map(({ id, derived }) => ({ holder: gameId, id: `hashes-${id}`, key: derived })), 0);
    }
  }

  private async begin(): Promise<void> {
    const [now] = this.envelope.derivedFromEach('', CHECKOUTS);
    await this.insert([{ holder: INSTALLATION, id: FIRST, key: randomBytes(32) }, { holder: INSTALLATION, id: BEFORE_ROOTS, key: now!.derived }], 0);
  }

  /** Of two processes that make the same one, the first counts. */
  private async insert(keys: readonly { holder: string; id: string; key: Buffer }[], activeInSeconds: number): Promise<void> {
    if (keys.length === 0) return;
    await this.database.unscoped(
      `INSERT INTO platform.derived_key (holder, id, sealed, active_at) SELECT k.holder, k.id, k.sealed, now() + make_interval(secs => $4)
         FROM unnest($1::text[], $2::text[], $3::bytea[]) AS k(holder, id, sealed) ON CONFLICT DO NOTHING`,
      [keys.map(({ holder }) => holder), keys.map(({ id }) => id), keys.map(({ holder, id, key }) => this.envelope.seal(key.toString('base64'), holder, placeOf(id))), activeInSeconds]);
  }

  private async load(): Promise<void> {
    const rows = await this.rows([INSTALLATION]);
    this.roots = new Map(rows.map((row) => [row.id, this.opened(row)]));
    this.currentId = rows.filter(({ id, is_active }) => id !== BEFORE_ROOTS && is_active).at(-1)?.id;
  }

  private rows(holders: string[]): Promise<KeyRow[]> {
    const sql = 'SELECT holder, id, sealed, active_at <= now() AS is_active FROM platform.derived_key WHERE holder = ANY($1::text[]) ORDER BY holder, made_at, id';
    return transactions.getStore() ? this.database.query<KeyRow>(sql, [holders]) : this.database.unscoped<KeyRow>(sql, [holders]);
  }

  private opened({ holder, id, sealed }: KeyRow): Buffer {
    try {
      return Buffer.from(this.envelope.open(sealed, holder, placeOf(id)), 'base64');
    } catch {
      throw new ConfigError('MASTER_KEY is not the key under which this database was sealed, nor is one of MASTER_KEYS_READ');
    }
  }

  /** Those that an older build has written keyed hashes of; none where the installation is younger than its roots. */
  private async gamesBeforeRoots(): Promise<string[]> {
    const rows = await this.database.acrossGames<{ game_id: string }>(
      `WITH RECURSIVE began AS (SELECT made_at FROM platform.derived_key WHERE holder = '' AND id = '${FIRST}'),
         old(is_there) AS (SELECT (SELECT recorded_at FROM platform.audit_entry ORDER BY id LIMIT 1) < made_at OR (SELECT min(created_at) FROM platform.idempotency) < made_at FROM began),
         answered(game_id) AS ((SELECT game_id FROM platform.idempotency ORDER BY game_id LIMIT 1)
           UNION ALL SELECT (SELECT i.game_id FROM platform.idempotency i WHERE i.game_id > a.game_id ORDER BY i.game_id LIMIT 1) FROM answered a WHERE a.game_id IS NOT NULL),
         trailed(studio_id, game_id) AS ((SELECT studio_id, game_id FROM platform.audit_entry ORDER BY studio_id, game_id LIMIT 1)
           UNION ALL SELECT n.studio_id, n.game_id FROM trailed t CROSS JOIN LATERAL (SELECT e.studio_id, e.game_id FROM platform.audit_entry e
             WHERE (e.studio_id, e.game_id) > (t.studio_id, t.game_id) ORDER BY e.studio_id, e.game_id LIMIT 1) n)
       SELECT game_id FROM (SELECT game_id FROM answered UNION SELECT game_id FROM trailed) AS g WHERE (SELECT is_there FROM old) AND game_id <> '' ORDER BY game_id`);
    return rows.map((row) => row.game_id);
  }
}

const derive = (root: Buffer, gameId: string, use: string): Buffer => Buffer.from(hkdfSync('sha256', root, Buffer.from(gameId), Buffer.from(use), 32));
const hashed = (key: Buffer, text: string, purpose: string): string => createHmac('sha256', key).update(`${purpose}|${text}`).digest('base64url');

/** 503 `keys.root_unknown`: a process that has stood still for longer than a new root is waited for. The next look finds it. */
class RootUnknown extends Unavailable {
  constructor() { super('keys.root_unknown', 'A key that was made a moment ago is not known here yet. Repeat the request.'); }
}
