import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands } from '#platform/cqrs/doors';
import { Housekeeps, type Chore } from '#platform/housekeeping/chores';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { OPERATOR, systemScope } from '#platform/kernel/scope';
import type { Scheme } from '../contracts/queries.js';
import { monthOf, monthsBefore } from '../domain/months.js';
import { PROGRAMMES, ratioBp, stepsReached, STUDIO_CASES_MIN, studioStanding, type MonthFigures, type StudioStanding } from '../domain/programmes.js';
import { MonthCountsRepository, type Alarm, type CountedMonth } from '../infra/month-counts.repository.js';

const CAUSE = 'disputes.ratios';
const STEP_OF_STUDIOS = 100;

export interface SchemeRatios extends MonthFigures {
  scheme: Scheme;
  ratio_bp: number | null;
  /** `step`: the highest that is reached, in percent of the threshold; null below half of it. */
  programmes: { programme: string; cases: number; base: number; ratio_bp: number | null; threshold_bp: number; step: number | null }[];
}

export interface StudioRatios {
  studio_id: string;
  scheme: Scheme;
  sales: number;
  disputes: number;
  fraud_reports: number;
  ratio_bp: number | null;
  standing: StudioStanding;
}

/** How many disputes there are of how many sales: what the card schemes measure the operator by, and each studio. */
@Injectable()
export class Ratios {
  constructor(private readonly counts: MonthCountsRepository, private readonly clock: Clock) {}

  /** Null: this month. */
  async ofMonth(environment: 'sandbox' | 'live', of: string | null): Promise<{ month: string; schemes: SchemeRatios[]; studios: StudioRatios[] }> {
    const month = of ?? monthOf(this.clock.now());
    const before = monthsBefore(month, 1);
    const counted = await this.counts.bySchemes(environment, before, month);
    const sales = new Map(counted.filter((each) => each.month === before).map((each) => [each.scheme, each.sales]));
    const studios = await this.counts.byStudios(environment, month, 1);
    return { month, schemes: counted.filter((each) => each.month === month).map((each) => schemeRatios(each, sales.get(each.scheme) ?? 0)), studios: studios.map(studioRatios) };
  }
}

function schemeRatios(counted: CountedMonth, sales_before: number): SchemeRatios {
  const figures: MonthFigures = { ...counted, sales_before };
  const programmes = PROGRAMMES.filter(({ scheme }) => scheme === counted.scheme).map((programme) => {
    const [cases, base] = [programme.cases(figures), programme.base(figures)];
    return { programme: programme.id, cases, base, ratio_bp: ratioBp(cases, base), threshold_bp: programme.ratio_bp, step: stepsReached(programme, figures).at(-1) ?? null };
  });
  return { ...figures, scheme: counted.scheme, ratio_bp: ratioBp(counted.disputes, counted.sales), programmes };
}

function studioRatios(counted: CountedMonth & { studio_id: string }): StudioRatios {
  const { studio_id, scheme, sales, disputes, fraud_reports } = counted;
  return { studio_id, scheme, sales, disputes, fraud_reports, ratio_bp: ratioBp(disputes, sales), standing: studioStanding(counted) };
}

/** Writes down the alarms that are new, and tells them: each step of each threshold once a month. */
class RaiseAlarms extends Command<void> {
  static readonly context = 'sales/disputes';
  constructor(readonly alarms: readonly Alarm[]) { super(); }
}

@CommandHandler(RaiseAlarms)
export class RaiseAlarmsHandler implements ICommandHandler<RaiseAlarms> {
  private readonly logger = new Logger('Disputes');

  constructor(private readonly counts: MonthCountsRepository, private readonly clock: Clock) {}

  async execute({ alarms }: RaiseAlarms): Promise<void> {
    for (const { subject, programme, scheme, month, step, cases, base } of await this.counts.raise(alarms, this.clock.now())) {
      const about = { programme, scheme, period: month, cases, base };
      if (programme === 'studio_stop') this.logger.error({ msg: 'ALARM: a studio has so many disputes that its payouts should be held', studio_id: subject, ...about });
      else if (programme === 'studio_warn') this.logger.error({ msg: 'ALARM: a studio has many disputes', studio_id: subject, ...about });
      else this.logger.error({ msg: 'ALARM: a threshold of a card scheme is near or reached', step, ...about });
    }
  }
}

/** Every hour: this month and the last one, whose disputes still come in. Live environments alone. */
@Injectable()
@Housekeeps(CAUSE)
export class RatiosChore implements Chore {
  constructor(private readonly ratios: Ratios, private readonly counts: MonthCountsRepository, private readonly commands: Commands, private readonly clock: Clock) {}

  /** The operator's own. */
  async due(after: string): Promise<string[]> {
    return after < OPERATOR ? [OPERATOR] : [];
  }

  async step(): Promise<number> {
    const month = monthOf(this.clock.now());
    const alarms = (await Promise.all([monthsBefore(month, 1), month].map((each) => this.alarmsOf(each)))).flat();
    if (alarms.length > 0) await this.commands.execute(new RaiseAlarms(alarms), { ...systemScope(OPERATOR, CAUSE), studioId: OPERATOR });
    return 0;
  }

  private async alarmsOf(month: string): Promise<Alarm[]> {
    const { schemes } = await this.ratios.ofMonth('live', month);
    const ofSchemes = schemes.flatMap((figures) => PROGRAMMES.filter(({ scheme }) => scheme === figures.scheme).flatMap((programme) =>
      stepsReached(programme, figures).map((step) => ({ subject: OPERATOR, programme: programme.id, scheme: figures.scheme, month, step, cases: programme.cases(figures), base: programme.base(figures) }))));
    const studios = (await this.counts.byStudios('live', month, STUDIO_CASES_MIN)).map((counted) => ({ counted, standing: studioStanding(counted) }));
    const ofStudios = studios.flatMap(({ counted: { studio_id, scheme, disputes, sales }, standing }) =>
      (standing === 'stop' ? ['studio_warn', 'studio_stop'] : standing === 'warn' ? ['studio_warn'] : []).map((programme) => ({ subject: studio_id, programme, scheme, month, step: STEP_OF_STUDIOS, cases: disputes, base: sales })));
    return [...ofSchemes, ...ofStudios];
  }
}
