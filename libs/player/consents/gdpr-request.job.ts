import { Injectable, Logger } from '@nestjs/common';
import { Commands, Queries } from '#platform/cqrs/doors';
import { HandlesJob, type Again, type Job, type JobHandler } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { EXPORTED_MAX, PersonalData, type Subject } from '#platform/personal-data/personal-data';
import { GDPR_JOB, GetGdprWork, NoteGdprStep, type GdprWork } from './gdpr-requests.js';

/** What may yield is waited for until so many seconds before the law's month is over. */
const YIELDS_BEFORE_SECONDS = 5 * 86_400;
const PASSES_MAX = 5;
const WAIT_SECONDS_MAX = 900;
const ALARM_AFTER = 5;

interface GdprJob {
  gdpr_request_id: string;
}

/**
 * Runs a request through everybody who holds data of people. An erasure passes until a pass has found nothing more: what somebody wrote meanwhile is found by the next one. A process that dies on the way
 * begins again, with the same names in the place of the players.
 */
@Injectable()
@HandlesJob(GDPR_JOB, { leaseSeconds: 600, concurrency: 2 })
export class GdprRequestJob implements JobHandler<GdprJob> {
  private readonly logger = new Logger('Privacy');

  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly holders: PersonalData, private readonly clock: Clock) {}

  /** Never dies: the law's month runs on. */
  async run({ payload, attempts }: Job<GdprJob>, scope: Scope): Promise<void | Again> {
    const id = payload.gdpr_request_id;
    const again = { againInSeconds: Math.min(WAIT_SECONDS_MAX, 2 ** Math.min(attempts, 10)) };
    try {
      const work = await this.queries.ask(new GetGdprWork(id), scope);
      if (!work) return;
      const subjects = work.subjects ?? (await this.find(id, work, scope));
      const isOver = work.type === 'export' ? await this.export(id, subjects, scope) : await this.erase(id, work, subjects, scope);
      return isOver ? undefined : again;
    } catch (error) {
      // The text of an error may say whom it was about.
      const told = { gdpr_request_id: id, failures: attempts, error: error instanceof Error ? error.name : 'unknown' };
      if (attempts >= ALARM_AFTER) this.logger.error({ msg: 'ALARM: a privacy request keeps failing, and is tried on', ...told });
      else this.logger.warn({ msg: 'a privacy request failed and is tried again', ...told });
      return again;
    }
  }

  private async find(id: string, { identity }: GdprWork, scope: Scope): Promise<Subject[]> {
    const found = new Set<string>(identity.player_id ? [identity.player_id] : []);
    for (const [, holder] of this.holders.all()) for (const playerId of (await holder.find?.(identity, scope)) ?? []) found.add(playerId);
    // A user who is no player has a name all the same.
    if (found.size === 0 && identity.user_id) found.add('');
    await this.commands.execute(new NoteGdprStep(id, { kept: [...found].map((player_id) => ({ player_id, user_id: identity.user_id, alias: newId('erased') })) }), scope);
    return (await this.queries.ask(new GetGdprWork(id), scope))?.subjects ?? [];
  }

  private async export(id: string, subjects: readonly Subject[], scope: Scope): Promise<boolean> {
    const playerIds = subjects.map(({ player_id }) => player_id);
    const held: Record<string, Record<string, readonly object[]>> = {};
    for (const [context, holder] of this.holders.all()) {
      const sections = Object.entries(await holder.exported(playerIds, scope)).filter(([, entries]) => entries.length > 0);
      if (sections.length > 0) held[context] = Object.fromEntries(sections);
    }
    const is_complete = Object.values(held).every((sections) => Object.values(sections).every((entries) => entries.length < EXPORTED_MAX));
    await this.commands.execute(new NoteGdprStep(id, { document: { gdpr_request_id: id, exported_at: this.clock.nowSeconds(), player_ids: playerIds, is_complete, held } }), scope);
    return true;
  }

  private async erase(id: string, work: GdprWork, subjects: readonly Subject[], scope: Scope): Promise<boolean> {
    const reasons = await this.reasonsToWait(work, subjects, scope);
    if (reasons.length > 0) {
      await this.commands.execute(new NoteGdprStep(id, { waits_for: reasons }), scope);
      return false;
    }
    for (let pass = 0; pass < PASSES_MAX; pass++) {
      let rows_erased = 0;
      for (const subject of subjects) for (const [, holder] of this.holders.all()) rows_erased += await holder.erase(subject, scope);
      await this.commands.execute(rows_erased > 0 ? new NoteGdprStep(id, { rows_erased }) : new NoteGdprStep(id, 'erased'), scope);
      if (rows_erased === 0) return true;
    }
    return false;
  }

  private async reasonsToWait({ due_at }: GdprWork, subjects: readonly Subject[], scope: Scope): Promise<string[]> {
    const playerIds = subjects.map(({ player_id }) => player_id);
    const isLate = this.clock.nowSeconds() >= due_at - YIELDS_BEFORE_SECONDS;
    const all = (await Promise.all(this.holders.all().map(([, holder]) => holder.hindrances?.(playerIds, scope) ?? []))).flat();
    return [...new Set(all.filter(({ yields }) => !yields || !isLate).map(({ reason }) => reason))].sort();
  }
}
