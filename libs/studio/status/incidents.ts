import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command } from '#platform/kernel/messages';
import { IncidentNotFound, IncidentOver, TooManyUpdates } from './contracts/errors.js';
import { GetIncidents, type Component, type Impact, type IncidentState, type IncidentView } from './contracts/queries.js';

const UPDATES_MAX = 100;
const SHOWN_MAX = 50;
const SHOWN_DAYS = 90;

/** Tells the public of an incident. */
export class OpenIncident extends Command<{ id: string }> {
  static readonly context = 'studio/status';
  constructor(readonly input: { title: string; impact: Impact; components: Component[]; state: IncidentState; words: string }) { super(); }
}
/** Says more of it; `resolved` ends it. Throws `status.incident_not_found`, `status.incident_over`, `status.too_many_updates`. */
export class UpdateIncident extends Command<{ id: string }> {
  static readonly context = 'studio/status';
  constructor(readonly id: string, readonly input: { state: IncidentState; words: string; impact?: Impact; components?: Component[] }) { super(); }
}

@CommandHandler(OpenIncident)
export class OpenIncidentHandler implements ICommandHandler<OpenIncident> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ input }: OpenIncident): Promise<{ id: string }> {
    const id = newId('inc');
    const now = this.clock.now();
    const { actor } = currentScope();
    await this.database.execute(
      `WITH made AS (INSERT INTO status.incident (id, title, impact, components, state, opened_by, opened_at, resolved_at) VALUES ($1, $2, $3, $4::text[], $5::text, $6::text, $7::timestamptz, CASE WHEN $5::text = 'resolved' THEN $7::timestamptz END) RETURNING id)
       INSERT INTO status.incident_update (incident_id, number, state, words, written_by, written_at) SELECT id, 1, $5::text, $8, $6::text, $7::timestamptz FROM made`,
      [id, input.title, input.impact, input.components, input.state, actor.id, now, input.words],
    );
    return { id };
  }
}

@CommandHandler(UpdateIncident)
export class UpdateIncidentHandler implements ICommandHandler<UpdateIncident> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute({ id, input }: UpdateIncident): Promise<{ id: string }> {
    // Held, so that of two who write at once one is the later.
    const held = await this.database.one<{ state: IncidentState }>('SELECT state FROM status.incident WHERE id = $1 FOR UPDATE', [id]);
    if (!held) throw new IncidentNotFound();
    if (held.state === 'resolved') throw new IncidentOver();
    const last = await this.database.one<{ number: number }>('SELECT max(number) AS number FROM status.incident_update WHERE incident_id = $1', [id]);
    const number = (last?.number ?? 0) + 1;
    if (number > UPDATES_MAX) throw new TooManyUpdates();
    const now = this.clock.now();
    await this.database.execute(
      `UPDATE status.incident SET state = $2::text, impact = coalesce($3, impact), components = coalesce($4::text[], components), resolved_at = CASE WHEN $2::text = 'resolved' THEN $5::timestamptz END WHERE id = $1`,
      [id, input.state, input.impact ?? null, input.components ?? null, now],
    );
    await this.database.execute('INSERT INTO status.incident_update (incident_id, number, state, words, written_by, written_at) VALUES ($1, $2, $3, $4, $5, $6)', [id, number, input.state, input.words, currentScope().actor.id, now]);
    return { id };
  }
}

type IncidentRow = Omit<IncidentView, 'opened_at' | 'resolved_at' | 'updates'> & { opened_at: Date; resolved_at: Date | null };
type UpdateRow = { incident_id: string; state: IncidentState; words: string; written_at: Date };

/** Who wrote is not told: it is nobody's business outside, and stands in the operator's audit trail. */
@QueryHandler(GetIncidents)
export class GetIncidentsHandler implements IQueryHandler<GetIncidents> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}
  async execute(): Promise<IncidentView[]> {
    const rows = await this.database.query<IncidentRow>(
      `SELECT id, title, impact, components, state, opened_at, resolved_at FROM status.incident
        WHERE resolved_at IS NULL OR resolved_at > $1::timestamptz - make_interval(days => ${SHOWN_DAYS}) ORDER BY resolved_at IS NULL DESC, id DESC LIMIT ${SHOWN_MAX}`, [this.clock.now()]);
    const updates = await this.database.query<UpdateRow>(
      `SELECT incident_id, state, words, written_at FROM status.incident_update WHERE incident_id = ANY($1::text[]) ORDER BY incident_id, number DESC LIMIT ${SHOWN_MAX * UPDATES_MAX}`, [rows.map((row) => row.id)]);
    return rows.map((row) => ({
      ...row, opened_at: unixSeconds(row.opened_at), resolved_at: unixSecondsOrNull(row.resolved_at),
      updates: updates.filter((update) => update.incident_id === row.id).map(({ state, words, written_at }) => ({ state, words, written_at: unixSeconds(written_at) })),
    }));
  }
}
