import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands } from '#platform/cqrs/doors';
import { Jobs, type Again, type Job } from '#platform/jobs/jobs';
import { Command } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';

/** How a run went: nothing is left to ask, it has to be asked again, or the provider did not answer. */
export type RunOutcome = 'over' | 'open' | 'no_answer';

/** What a job of ours carries besides its own: the runs in a row that an error of ours broke. */
interface Counted { failures?: number }

/** Some minutes of look-ups: long enough for what passes by itself. */
const ALARM_AFTER = 5;

class CountFailures extends Command<void> {
  static readonly context = 'sales/payments';
  constructor(readonly job: { type: string; key: string; payload: object }, readonly failures: number, readonly inSeconds: number) { super(); }
}

@CommandHandler(CountFailures)
export class CountFailuresHandler implements ICommandHandler<CountFailures> {
  constructor(private readonly jobs: Jobs) {}

  /** The job runs at this moment: scheduled anew, it stays with this payload. */
  execute({ job, failures, inSeconds }: CountFailures): Promise<void> {
    return this.jobs.schedule({ type: job.type, key: job.key, payload: { ...job.payload, failures }, inSeconds });
  }
}

/**
 * Runs the jobs that ask a provider. They never die: a job that dies takes the last one who asks with it. An error of ours is tried again like silence of the
 * provider, but the fifth in a row is an alarm, once; silence neither counts nor ends the row. The count stands on the job, so any worker goes on with it.
 */
@Injectable()
export class PatientRuns {
  private readonly logger = new Logger('Payments');

  constructor(private readonly commands: Commands) {}

  async run(job: Job, scope: Scope, inSeconds: number, work: () => Promise<RunOutcome>): Promise<void | Again> {
    const { failures: before = 0 } = job.payload as Counted;
    let failures = before;
    try {
      const outcome = await work();
      if (outcome === 'over') return;
      if (outcome === 'open') failures = 0;
    } catch (error) {
      failures = before + 1;
      this.tell(job, failures, error);
    }
    if (failures === before) return { againInSeconds: inSeconds };
    try {
      await this.commands.execute(new CountFailures(job, failures, inSeconds), scope);
    } catch (error) {
      this.logger.warn({ msg: 'the failures of a job were not counted', type: job.type, job_key: job.key, error: String(error) });
      return { againInSeconds: inSeconds };
    }
  }

  private tell({ type, key }: Job, failures: number, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (failures === ALARM_AFTER) this.logger.error({ msg: 'ALARM: a job keeps failing by an error of ours, and is tried on', type, job_key: key, failures, error: text });
    else this.logger.warn({ msg: 'a run failed and is tried again', type, job_key: key, failures, error: text });
  }
}
