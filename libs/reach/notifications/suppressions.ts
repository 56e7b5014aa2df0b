import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { DerivedKeys } from '#platform/crypto/derived-keys';
import { Database } from '#platform/database/database';
import { unixSeconds } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
import { OPERATOR, type Scope } from '#platform/kernel/scope';
import { GetEnvironment } from '#studio/games/queries';
import { SOFT_BOUNCE_DAYS, SOFT_BOUNCES_MAX, type ReportKind, type SuppressionReason } from './bounces.js';
import { SuppressionNotFound } from './contracts/errors.js';

/** Unix seconds. Whose address it is, nobody tells: who has the address finds it, nobody finds the address. */
export interface SuppressionView {
  id: string;
  reason: SuppressionReason;
  status_code: string | null;
  suppressed_at: number;
}

/** Mails that the law wants to be sent, which a complaint does not hold back: the confirmation of the contract (Directive 2011/83/EU, Art. 8(7)) and that of a withdrawal (Art. 11a(4)). */
const WANTED_BY_LAW: readonly string[] = ['receipt', 'withdrawal'];

/** Whether a mail of this kind is held back from an address that is suppressed for these reasons. */
export function isHeldBack(kind: string, reasons: readonly SuppressionReason[]): boolean {
  return reasons.some((reason) => reason !== 'complaint' || !WANTED_BY_LAW.includes(kind));
}

/** Under which keyed hashes an address stands, the one that is written today first. The part before the @ takes capitals by the letter of RFC 5321, and no mailbox provider tells them apart. */
@Injectable()
export class AddressKeys {
  constructor(private readonly keys: DerivedKeys, private readonly queries: Queries) {}

  /** For all games, and for one of them alone. */
  of(address: string, gameId: string | null): string[] {
    return [OPERATOR, ...(gameId === null ? [] : [gameId])].flatMap((holder) => this.under(address, holder));
  }

  /** What comes back of a mail of the scope's game counts in all games; of a sandbox, where anybody's address may be typed, in the sandbox alone. */
  async ofMail(address: string, scope: Scope): Promise<string[]> {
    return this.under(address, (await this.queries.ask(new GetEnvironment(), scope)) === 'live' ? OPERATOR : scope.gameId);
  }

  private under(address: string, holder: string): string[] {
    return this.keys.hashesOfRoots(address.normalize('NFC').trim().toLowerCase(), holder, 'notifications.address');
  }
}

class GetReasons extends Query<SuppressionReason[]> {
  constructor(readonly keys: readonly string[]) { super(); }
}

@QueryHandler(GetReasons)
export class GetReasonsHandler implements IQueryHandler<GetReasons> {
  constructor(private readonly database: Database) {}
  async execute({ keys }: GetReasons): Promise<SuppressionReason[]> {
    return (await this.database.query<{ reason: SuppressionReason }>('SELECT DISTINCT reason FROM notifications.suppression WHERE address_key = ANY($1::text[])', [keys])).map(({ reason }) => reason);
  }
}

@Injectable()
export class Suppressions {
  constructor(private readonly keys: AddressKeys, private readonly queries: Queries) {}

  async holdsBack(kind: string, address: string, scope: Scope): Promise<boolean> {
    return isHeldBack(kind, await this.queries.ask(new GetReasons(this.keys.of(address, scope.gameId)), scope));
  }
}

/** Writes down, in the transaction that hears of it, what came back of a mail and what follows for its address. */
@Injectable()
export class ReportBook {
  constructor(private readonly database: Database) {}

  /**
   * False where it was told before: then nothing else happens either. `keys`: of the address; none where nobody knows it any more. What the other server said is kept while the address of the order's mail is: an erasure, which takes
   * both, waits for this or is waited for.
   */
  async note(o: { game_id: string; mail_id: string; kind: ReportKind; status_code: string | null; said: string | null; source: 'smtp' | 'report'; keys: readonly string[] }): Promise<boolean> {
    const isKept = o.said !== null && (await this.database.one<{ id: string }>(`SELECT id FROM notifications.mail WHERE game_id = $1 AND id = $2 AND address <> '' FOR SHARE`, [o.game_id, o.mail_id])) !== undefined;
    const isNew = await this.database.execute(
      `INSERT INTO notifications.mail_report (game_id, mail_id, kind, status_code, said, source) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT ON CONSTRAINT mail_report_pkey DO NOTHING`,
      [o.game_id, o.mail_id, o.kind, o.status_code, isKept ? o.said : null, o.source]);
    if (isNew === 0) return false;
    const [key] = o.keys;
    if (key === undefined) return true;
    if (o.kind === 'hard_bounce' || o.kind === 'complaint') await this.suppress(key, o.kind, o.status_code);
    if (o.kind === 'soft_bounce' && (await this.countSoft(key, o.keys, o.mail_id)) >= SOFT_BOUNCES_MAX) await this.suppress(key, 'soft_bounces', o.status_code);
    return true;
  }

  private async suppress(key: string, reason: SuppressionReason, statusCode: string | null): Promise<void> {
    await this.database.execute(`INSERT INTO notifications.suppression (id, address_key, reason, status_code) VALUES ($1, $2, $3, $4) ON CONFLICT ON CONSTRAINT suppression_once DO NOTHING`, [newId('sup'), key, reason, statusCode]);
  }

  /** Two that come at once wait for each other: else each of them would count without the other. */
  private async countSoft(key: string, keys: readonly string[], mailId: string): Promise<number> {
    await this.database.query(`SELECT pg_advisory_xact_lock(hashtextextended('notifications.soft_bounce:' || $1::text, 0))`, [key]);
    await this.database.execute('INSERT INTO notifications.soft_bounce (address_key, mail_id) VALUES ($1, $2) ON CONFLICT ON CONSTRAINT soft_bounce_pkey DO NOTHING', [key, mailId]);
    const row = await this.database.one<{ mails: number }>(`SELECT count(DISTINCT mail_id)::int AS mails FROM notifications.soft_bounce WHERE address_key = ANY($1::text[]) AND noted_at > clock_timestamp() - make_interval(days => $2)`, [keys, SOFT_BOUNCE_DAYS]);
    return row!.mails;
  }
}

/** Newest first; `keys`: those of one address alone. Of the operator. */
export class ListSuppressions extends Query<SuppressionView[]> {
  constructor(readonly filter: { keys: readonly string[] | null; limit: number; after: string | null }) { super(); }
}

@QueryHandler(ListSuppressions)
export class ListSuppressionsHandler implements IQueryHandler<ListSuppressions> {
  constructor(private readonly database: Database) {}
  async execute({ filter: { keys, limit, after } }: ListSuppressions): Promise<SuppressionView[]> {
    const rows = await this.database.query<Omit<SuppressionView, 'suppressed_at'> & { suppressed_at: Date }>(
      `SELECT id, reason, status_code, suppressed_at FROM notifications.suppression WHERE ($1::text[] IS NULL OR address_key = ANY($1)) AND ($2::text COLLATE "C" IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`, [keys, after, limit]);
    return rows.map((row) => ({ ...row, suppressed_at: unixSeconds(row.suppressed_at) }));
  }
}

/** Writes to an address again. What was counted of it is forgotten, so that it begins anew. Throws `notifications.suppression_not_found`. */
export class LiftSuppression extends Command<void> {
  static readonly context = 'reach/notifications';
  constructor(readonly id: string) { super(); }
}

@CommandHandler(LiftSuppression)
export class LiftSuppressionHandler implements ICommandHandler<LiftSuppression> {
  constructor(private readonly database: Database) {}
  async execute({ id }: LiftSuppression): Promise<void> {
    const gone = await this.database.one<{ address_key: string }>('DELETE FROM notifications.suppression WHERE id = $1 RETURNING address_key', [id]);
    if (!gone) throw new SuppressionNotFound();
    await this.database.execute('DELETE FROM notifications.soft_bounce WHERE address_key = $1', [gone.address_key]);
  }
}
