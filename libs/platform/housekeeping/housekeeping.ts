import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Database } from '../database/database.js';
import { reportBug } from '../log/bugs.js';
import { Again } from './again.js';
import { Chores, GAMES_MAX, type Chore } from './chores.js';

const BATCH = 1_000;
/** At most so many batches an hour, with a pause after each: what is left waits for the next hour. */
const BATCHES_MAX = 500;
const PAUSE_MS = 50;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const MONTHS_AHEAD = 3;
/** Each takes its table for itself for a moment, so only a few an hour. */
const DROPS_MAX = 12;

export interface Dead {
  kind: 'outbox' | 'job';
  /** The subscriber or the type of job. */
  name: string;
  count: number;
}

/**
 * Keeps the tables small and looks for what no retry will mend: every hour it removes keys, jobs and events that ended 30 days ago, does the chores of the
 * contexts, makes the partitions of the months to come and drops those that are past and empty; every minute it logs how many deliveries and jobs are dead.
 * Any number of workers may run it.
 */
@Injectable()
export class Housekeeping implements BeforeApplicationShutdown {
  private readonly logger = new Logger(Housekeeping.name);
  private readonly again = new Again(this.logger);

  constructor(private readonly database: Database, private readonly chores: Chores) {}

  start(): void {
    this.again.every(HOUR_MS, 'housekeeping failed', async () => {
      await this.extendPartitions();
      await this.removeWhatIsOver();
      await this.doChores();
      await this.dropEmptied();
    });
    this.again.every(MINUTE_MS, 'looking for dead work failed', async () => {
      for (const { kind, name, count } of await this.dead()) this.logger.error({ msg: 'dead work', kind, ...(kind === 'outbox' ? { subscriber: name } : { type: name }), count });
    });
  }

  /** Removes until nothing is left or the hour's measure is full. Answers the rows removed by kind. */
  async removeWhatIsOver(batch = BATCH): Promise<Record<string, number>> {
    const total: Record<string, number> = {};
    for (let i = 0; i < BATCHES_MAX && !this.again.stopping; i++) {
      const rows = await this.database.unscoped<{ kind: string; removed: number }>('SELECT kind, removed FROM platform.remove_what_is_over($1)', [batch]);
      for (const { kind, removed } of rows) total[kind] = (total[kind] ?? 0) + removed;
      if (rows.every(({ removed }) => removed < batch)) break;
      await this.pause();
    }
    for (const [kind, count] of Object.entries(total)) if (count > 0) this.logger.log({ msg: 'removed what was over', kind, count });
    return total;
  }

  /** Does what the contexts have to do, each by its own measure. What fails is told and keeps nobody else from their turn. Answers what was done by chore. */
  async doChores(batch = BATCH): Promise<Record<string, number>> {
    const total: Record<string, number> = {};
    for (const [name, chore] of this.chores.all()) {
      try {
        total[name] = await this.doChore(name, chore, batch);
      } catch (error) {
        this.logger.error({ msg: 'a chore failed', kind: name, error: String(error) });
        reportBug(error);
      }
      if (total[name]) this.logger.log({ msg: 'a chore was done', kind: name, count: total[name] });
    }
    return total;
  }

  private async doChore(name: string, chore: Chore, batch: number): Promise<number> {
    let total = 0;
    let left = BATCHES_MAX;
    for (let games = await chore.due(''); games.length > 0; games = games.length < GAMES_MAX ? [] : await chore.due(games.at(-1)!)) {
      for (const gameId of games) {
        try {
          for (let done = batch; done >= batch; ) {
            if (this.again.stopping || left-- <= 0) return total;
            done = await chore.step(gameId, batch);
            total += done;
            if (done >= batch) await this.pause();
          }
        } catch (error) {
          this.logger.error({ msg: 'a chore failed', kind: name, game_id: gameId, error: String(error) });
          reportBug(error);
        }
      }
    }
    return total;
  }

  /** Drops months that lie behind the last one and hold no row any more, one table and month at a time. Answers how many. */
  async dropEmptied(): Promise<number> {
    for (let dropped = 0; ; dropped++) {
      const [one] = this.again.stopping || dropped >= DROPS_MAX ? [] : await this.database.unscoped<{ dropped: string | null }>('SELECT platform.drop_emptied_partition() AS dropped');
      if (!one?.dropped) return dropped;
      this.logger.log({ msg: 'an empty partition was dropped', kind: one.dropped });
    }
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }

  /** Answers the tables whose default partition holds rows: an alarm, since their months can no longer be made. */
  async extendPartitions(): Promise<string[]> {
    const rows = await this.database.unscoped<{ parent: string; made: number; default_in_use: boolean }>('SELECT parent, made, default_in_use FROM platform.extend_partitions($1)', [MONTHS_AHEAD]);
    for (const { parent, made } of rows) if (made > 0) this.logger.log({ msg: 'partitions made', kind: parent, count: made });
    const alarms = rows.filter((row) => row.default_in_use).map((row) => row.parent);
    for (const parent of alarms) this.logger.error({ msg: 'rows in the default partition', kind: parent });
    return alarms;
  }

  /** What has used up its retries, over all games. */
  async dead(): Promise<Dead[]> {
    const deliveries = await this.database.asDispatcher<{ name: string; count: bigint }>(`SELECT subscriber AS name, count(*) AS count FROM platform.outbox_delivery WHERE state = 'dead' GROUP BY subscriber ORDER BY 1`);
    const jobs = await this.database.asDispatcher<{ name: string; count: bigint }>(`SELECT type AS name, count(*) AS count FROM platform.job WHERE state = 'dead' GROUP BY type ORDER BY 1`);
    const told = (kind: Dead['kind']) => (row: { name: string; count: bigint }): Dead => ({ kind, name: row.name, count: Number(row.count) });
    return [...deliveries.map(told('outbox')), ...jobs.map(told('job'))];
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.again.stop();
  }
}
