import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { HandlesJob, Jobs, type Job, type JobHandler } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { Outbox } from '#platform/outbox/outbox';
import { CompanyNotSubmitted } from '../contracts/errors.js';
import { namesOf, type CompanyFacts } from '../domain/company.js';
import type { ScreeningAnswer } from '../domain/sanctions-screening.js';
import { LocalListScreening } from '../infra/local-list-screening.js';
import { StandingRepository } from '../infra/standing.repository.js';
import { standingTold } from './standing-told.js';

export const SCREEN_JOB = 'onboarding.screen';

interface ToScreen {
  company_id: string;
  data: CompanyFacts;
  /** Of the last look; null: nobody has looked. */
  list: string | null;
}

/** The company data of a studio that count: those that were submitted last. Null where there are none. */
class GetCompanyToScreen extends Query<ToScreen | null> {
  constructor(readonly studioId: string) { super(); }
}

@QueryHandler(GetCompanyToScreen)
export class GetCompanyToScreenHandler implements IQueryHandler<GetCompanyToScreen> {
  constructor(private readonly standings: StandingRepository) {}
  async execute({ studioId }: GetCompanyToScreen): Promise<ToScreen | null> {
    const id = (await this.standings.find(studioId))?.submitted_company_id;
    const row = id ? await this.standings.company(studioId, id) : undefined;
    return row ? { company_id: row.id, data: this.standings.dataOf(row), list: row.screening_list } : null;
  }
}

/** Notes what a list said of a studio's names. What staff have said of an entry of the list stays said. */
class RecordScreening extends Command<void> {
  static readonly context = 'studio/onboarding';
  constructor(readonly studioId: string, readonly companyId: string, readonly provider: string, readonly answer: ScreeningAnswer) { super(); }
}

@CommandHandler(RecordScreening)
export class RecordScreeningHandler implements ICommandHandler<RecordScreening> {
  private readonly logger = new Logger('Onboarding');
  constructor(private readonly standings: StandingRepository, private readonly outbox: Outbox, private readonly clock: Clock) {}

  async execute({ studioId, companyId, provider, answer }: RecordScreening): Promise<void> {
    const now = this.clock.now();
    const standing = await this.standings.hold(studioId, currentScope().actor.id, now);
    const company = await this.standings.company(studioId, companyId);
    // Other data were submitted meanwhile: those are looked at by a job of their own.
    if (!company || standing.submitted_company_id !== companyId) return;
    await this.standings.screened(studioId, companyId, provider, answer, now);
    if (answer.outcome === 'unavailable') return;
    const cleared = new Set(company.cleared_hits.map(({ who, entry }) => `${who} ${entry}`));
    // Other data do not clear a studio that was approved with those that were found: that takes another approval.
    const isOfOtherData = standing.approved_company_id !== null && standing.approved_company_id !== companyId;
    const found = answer.hits.filter(({ who, entry }) => !cleared.has(`${who} ${entry}`));
    const is_listed = found.length > 0 || (standing.is_listed && isOfOtherData);
    if (found.length > 0) this.logger.error({ msg: 'ALARM: a name of a studio stands on a sanctions list', studio_id: studioId, count: found.length });
    if (is_listed !== standing.is_listed) this.outbox.record(standingTold(await this.standings.change(standing, { is_listed })));
  }
}

/** Has the names of a company looked up: outside of any transaction, whenever its data change and whenever the list does. */
@Injectable()
export class Screenings {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly provider: LocalListScreening) {}

  /** `scope` is the studio's, or staff's with the studio named. Throws `onboarding.company_not_submitted`. */
  async now(studioId: string, scope: Scope): Promise<void> {
    const company = await this.queries.ask(new GetCompanyToScreen(studioId), scope);
    if (!company) throw new CompanyNotSubmitted();
    const answer = await this.provider.screen(namesOf(company.data));
    await this.commands.execute(new RecordScreening(studioId, company.company_id, this.provider.provider, answer), scope);
  }

  async againByNewList(scope: Scope & { studioId: string }): Promise<void> {
    const edition = await this.provider.edition();
    const company = edition === null ? null : await this.queries.ask(new GetCompanyToScreen(scope.studioId), scope);
    if (company && company.list !== edition) await this.now(scope.studioId, scope);
  }
}

/** In the transaction that submits company data. */
export function scheduleScreening(jobs: Jobs, studioId: string): Promise<void> {
  return jobs.schedule({ type: SCREEN_JOB, key: studioId, payload: { studio_id: studioId } });
}

@Injectable()
@HandlesJob(SCREEN_JOB)
export class ScreenJob implements JobHandler<{ studio_id: string }> {
  constructor(private readonly screenings: Screenings) {}
  async run({ payload: { studio_id } }: Job<{ studio_id: string }>, alone: Scope): Promise<void> {
    await this.screenings.now(studio_id, { ...alone, studioId: studio_id });
  }
}
