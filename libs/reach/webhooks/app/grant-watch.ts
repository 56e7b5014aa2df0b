import { Injectable } from '@nestjs/common';
import { currentScope, openTransaction } from '#platform/database/store';
import { Jobs } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import { RecentKeys } from '#platform/limits/limits';

export const WATCH_JOB = 'webhooks.watch-grants';
/** The first look at a grant; what is acknowledged by then has cost nothing. */
export const FIRST_LOOK_SECONDS = 600;
/** One look is asked for so often by a process, however much is sold meanwhile: well below the time until it is due. */
const ASKED_SECONDS = 60;

/** Has grants looked at that the game is being told of, for as long as there are any. */
@Injectable()
export class GrantWatch {
  /** When this process has asked last, by game. */
  private readonly asked = new RecentKeys<number>();

  constructor(private readonly jobs: Jobs, private readonly clock: Clock) {}

  async begin(): Promise<void> {
    const { gameId } = currentScope();
    const now = this.clock.nowSeconds();
    const before = this.asked.get(gameId);
    if (before !== undefined && now - before < ASKED_SECONDS) return;
    await this.jobs.schedule({ type: WATCH_JOB, key: 'game', payload: {}, inSeconds: FIRST_LOOK_SECONDS });
    openTransaction().afterCommit.push(() => this.asked.set(gameId, now));
  }
}
