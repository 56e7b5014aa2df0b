import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands } from '#platform/cqrs/doors';
import { HandlesJob, type Again, type Job, type JobHandler } from '#platform/jobs/jobs';
import { Command } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { DocumentsRepository } from '../infra/documents.repository.js';
import { DocumentIssuer, HELD_JOB, HELD_SECONDS } from './document-issuer.js';

const AT_A_TIME = 100;

/** Tries what waits behind an order once more. `last` is null when that was all. */
class IssueHeld extends Command<{ last: string | null; left: number }> {
  static readonly context = 'sales/receipts';
  constructor(readonly after: string) { super(); }
}

@CommandHandler(IssueHeld)
export class IssueHeldHandler implements ICommandHandler<IssueHeld> {
  constructor(private readonly documents: DocumentsRepository, private readonly issuer: DocumentIssuer) {}

  async execute({ after }: IssueHeld): Promise<{ last: string | null; left: number }> {
    const waiting = (await this.documents.entities()).length > 0 ? await this.documents.held(after, AT_A_TIME) : [];
    const { held } = await this.issuer.issue(waiting);
    const done = waiting.filter((each) => !held.includes(each));
    if (done.length > 0) await this.documents.release(done);
    return { last: waiting.length === AT_A_TIME ? waiting.at(-1)!.order_id : null, left: await this.documents.countHeld() };
  }
}

/** Issues what had to wait, once somebody is said to sell there, and says what is missing as long as nobody is. */
@Injectable()
@HandlesJob(HELD_JOB)
export class IssueHeldJob implements JobHandler {
  private readonly logger = new Logger('Receipts');

  constructor(private readonly commands: Commands) {}

  async run(job: Job, scope: Scope): Promise<void | Again> {
    let after: string | null = '';
    let left = 0;
    while (after !== null) ({ last: after, left } = await this.commands.execute(new IssueHeld(after), scope));
    if (left === 0) return;
    this.logger.error({ msg: 'ALARM: receipts wait because no legal entity sells to their countries', game_id: job.gameId, count: left });
    return { againInSeconds: HELD_SECONDS };
  }
}
