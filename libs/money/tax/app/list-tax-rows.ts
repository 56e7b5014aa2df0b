import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { Clock, unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { Query } from '#platform/kernel/messages';
import { DateInvalid, TaxChangeNotFound } from '../contracts/errors.js';
import { type ChangeKind } from '../contracts/tax-change-kinds.js';
import { isCalendarDate } from '#platform/kernel/calendar-date';
import { ListRegistrations, type RegistrationView } from '../contracts/queries.js';
import { type TaxChange } from '../domain/tax-changes.js';
import { type TaxChangeRow } from '../infra/tax-changes.repository.js';

export const TAX_CHANGE_STATES = ['open', 'approved', 'rejected', 'withdrawn', 'expired'] as const;
export type TaxChangeState = (typeof TAX_CHANGE_STATES)[number];

export interface TaxChangeView {
  id: string;
  kind: ChangeKind;
  state: TaxChangeState;
  told: TaxChange;
  reason: string;
  source_url: string | null;
  /** `stf_…` */
  proposed_by: string;
  proposed_at: number;
  dies_at: number;
  decided_by: string | null;
  decided_at: number | null;
  decided_why: string | null;
  row_id: string | null;
}

/** A registration, a local rate, a rate or the use of an engine as it holds: days are `YYYY-MM-DD`, both ends belong to it. */
export interface TaxRowView {
  id: string;
  territory: string;
  region: string | null;
  valid_from: string | null;
  valid_to: string | null;
  change_id: string | null;
  entity: string | null;
  scheme: string | null;
  postcode_prefix: string | null;
  name: string | null;
  category: string | null;
  rate: string | null;
  when_silent: string | null;
  filed_by: string | null;
}

export class ListTaxChanges extends Query<{ data: TaxChangeView[]; has_more: boolean }> {
  constructor(readonly wish: { state?: TaxChangeState; kind?: ChangeKind; starting_after?: string; limit: number }) {
    super();
  }
}

/** @throws TaxChangeNotFound */
export class GetTaxChange extends Query<TaxChangeView> {
  constructor(readonly id: string) {
    super();
  }
}

export type TaxRowsOf = 'registration' | 'local_rate' | 'rate' | 'engine_use';

/** The rows of one kind, newest first; with `on` those that hold on a day. @throws DateInvalid */
export class ListTaxRows extends Query<{ data: TaxRowView[]; has_more: boolean }> {
  constructor(readonly wish: { of: TaxRowsOf; territory?: string; on?: string; starting_after?: string; limit: number }) {
    super();
  }
}

const ENDED = (told: string): string => `least(${told}, (SELECT min(e.last_day) FROM tax.ending e WHERE e.row_id = r.id)) AS valid_to`;
/** The columns that each kind has beside those of all; of the others they are null. */
const OWN = ['entity', 'scheme', 'postcode_prefix', 'name', 'category', 'rate', 'when_silent', 'filed_by'] as const;
const rowsOf = (table: string, own: readonly (typeof OWN)[number][], last: string, region = 'r.region'): string =>
  `SELECT r.id, r.territory, ${region}, r.valid_from, r.change_id, ${OWN.map((column) => (own.includes(column) ? `r.${column}` : `NULL AS ${column}`)).join(', ')}, ${ENDED(last)} FROM tax.${table} r`;
const ROWS: Readonly<Record<TaxRowsOf, string>> = {
  registration: rowsOf('registration', ['entity', 'scheme'], 'r.valid_to'),
  local_rate: rowsOf('local_rate', ['postcode_prefix', 'name', 'rate'], 'r.valid_to'),
  rate: rowsOf('rate', ['category', 'rate'], 'NULL::date'),
  engine_use: rowsOf('engine_use', ['entity', 'when_silent', 'filed_by'], 'NULL::date', 'NULL AS region'),
};

function view(row: TaxChangeRow, now: Date): TaxChangeView {
  return {
    ...row,
    state: row.state === 'open' && row.dies_at <= now ? 'expired' : row.state,
    proposed_at: unixSeconds(row.proposed_at),
    dies_at: unixSeconds(row.dies_at),
    decided_at: unixSecondsOrNull(row.decided_at),
  };
}

function page<T>(rows: T[], limit: number): { data: T[]; has_more: boolean } {
  return { data: rows.slice(0, limit), has_more: rows.length > limit };
}

@QueryHandler(ListRegistrations)
export class ListRegistrationsHandler implements IQueryHandler<ListRegistrations> {
  constructor(private readonly database: Database) {}

  execute(): Promise<RegistrationView[]> {
    return this.database.query<RegistrationView>(`SELECT id, entity, territory, region, scheme, valid_from::text, valid_to::text FROM (${ROWS.registration}) listed ORDER BY id LIMIT 10000`, []);
  }
}

@QueryHandler(ListTaxChanges)
export class ListTaxChangesHandler implements IQueryHandler<ListTaxChanges> {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async execute({ wish }: ListTaxChanges): Promise<{ data: TaxChangeView[]; has_more: boolean }> {
    const now = this.clock.now();
    const rows = await this.database.query<TaxChangeRow>(
      `SELECT * FROM tax.change c
        WHERE ($1::text IS NULL OR $1 = CASE WHEN c.state = 'open' AND c.dies_at <= $2 THEN 'expired' ELSE c.state END) AND ($3::text IS NULL OR c.kind = $3) AND ($4::text IS NULL OR c.id < $4)
        ORDER BY c.id DESC LIMIT $5`,
      [wish.state ?? null, now, wish.kind ?? null, wish.starting_after ?? null, wish.limit + 1],
    );
    return page(rows.map((row) => view(row, now)), wish.limit);
  }
}

@QueryHandler(GetTaxChange)
export class GetTaxChangeHandler implements IQueryHandler<GetTaxChange> {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async execute({ id }: GetTaxChange): Promise<TaxChangeView> {
    const row = await this.database.one<TaxChangeRow>('SELECT * FROM tax.change WHERE id = $1', [id]);
    if (!row) throw new TaxChangeNotFound();
    return view(row, this.clock.now());
  }
}

@QueryHandler(ListTaxRows)
export class ListTaxRowsHandler implements IQueryHandler<ListTaxRows> {
  constructor(private readonly database: Database) {}

  async execute({ wish }: ListTaxRows): Promise<{ data: TaxRowView[]; has_more: boolean }> {
    if (wish.on !== undefined && !isCalendarDate(wish.on)) throw new DateInvalid();
    const rows = await this.database.query<TaxRowView>(
      `SELECT id, territory, region, entity, scheme, postcode_prefix, name, category, rate, when_silent, filed_by, valid_from::text, valid_to::text, change_id FROM (${ROWS[wish.of]}) listed
        WHERE ($1::text IS NULL OR territory = $1) AND ($2::date IS NULL OR (coalesce(valid_from <= $2, true) AND coalesce(valid_to >= $2, true))) AND ($3::text IS NULL OR id < $3)
        ORDER BY id DESC LIMIT $4`,
      [wish.territory ?? null, wish.on ?? null, wish.starting_after ?? null, wish.limit + 1],
    );
    return page(rows, wish.limit);
  }
}
