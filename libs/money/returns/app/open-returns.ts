import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands } from '#platform/cqrs/doors';
import { Housekeeps, type Chore } from '#platform/housekeeping/chores';
import { dayOf } from '#platform/kernel/calendar-date';
import { firstDay, lastDay, monthOf } from '#platform/kernel/calendar-month';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { OPERATOR, systemScope, type Scope } from '#platform/kernel/scope';
import { Metrics } from '#platform/metrics/metrics';
import { dueOn } from '../domain/forms.js';
import { obligationsOf } from '../domain/obligations.js';
import { periodsBetween } from '../domain/periods.js';
import { ReturnsRepository, type ReturnHead } from '../infra/returns.repository.js';
import { Gather } from './gather.js';

const CAUSE = 'returns.open';
type Opened = Pick<ReturnHead, 'entity' | 'form' | 'period' | 'first_day' | 'last_day' | 'currency' | 'due_on'>;

class OpenReturns extends Command<number> {
  static readonly context = 'money/returns';
  constructor(readonly returns: readonly Opened[]) { super(); }
}

@CommandHandler(OpenReturns)
export class OpenReturnsHandler implements ICommandHandler<OpenReturns> {
  private readonly logger = new Logger('Returns');

  constructor(private readonly repository: ReturnsRepository, private readonly clock: Clock) {}

  async execute({ returns }: OpenReturns): Promise<number> {
    const added = returns.length > 0 ? await this.repository.open(returns) : 0;
    for (const { id, form, period } of await this.repository.alarm(dayOf(this.clock.now()))) this.logger.error({ msg: 'ALARM: a tax return is overdue', return_id: id, form, period });
    return added;
  }
}

/** Every hour: the returns of each registration, from the first month of live books to the running period, also where nothing was sold; and those that are overdue, told of once a day. */
@Injectable()
@Housekeeps(CAUSE)
export class OpenReturnsChore implements Chore {
  constructor(private readonly gather: Gather, private readonly commands: Commands, private readonly clock: Clock, repository: ReturnsRepository, metrics: Metrics) {
    metrics.gauge('hubcraft_tax_returns_overdue', 'Tax returns whose day has passed and that nobody has filed.', [], async (gauge) => {
      // What could not be read is not told.
      await repository.countOverdue(dayOf(clock.now())).then((count) => gauge.set(count), () => gauge.remove());
    });
  }

  /** The operator's own. */
  async due(after: string): Promise<string[]> {
    return after < OPERATOR ? [OPERATOR] : [];
  }

  async step(): Promise<number> {
    const scope: Scope = { ...systemScope(OPERATOR, CAUSE), studioId: OPERATOR };
    await this.commands.execute(new OpenReturns(await this.wanted(scope)), scope);
    return 0;
  }

  private async wanted(scope: Scope): Promise<Opened[]> {
    const first = await this.gather.firstMonth(scope);
    if (first === null) return [];
    const today = monthOf(this.clock.now());
    const { registrations, currencyOf } = await this.gather.registered(scope);
    return obligationsOf(registrations, currencyOf).flatMap(({ entity, form, from, until }) => {
      const [begins, ends] = [from !== null && from > first ? from : first, until !== null && until < today ? until : today];
      return periodsBetween(begins, ends, form.months).map((period) => ({
        entity, form: form.id, period: period.key, first_day: firstDay(period.from), last_day: lastDay(period.until), currency: form.currency, due_on: dueOn(form, period.until),
      }));
    });
  }
}
