import { Injectable, Logger } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Egress } from '#platform/egress/egress';
import { Housekeeps, type Chore } from '#platform/housekeeping/chores';
import { Clock } from '#platform/kernel/clock';
import { OPERATOR, systemScope } from '#platform/kernel/scope';
import { RateDayThere } from './contracts/errors.js';
import { readRates, UnreadableRates } from './printed-rates.js';
import { ListRateDays, RecordRateDay } from './record-day.js';

const CAUSE = 'fx.rates';
const DEADLINE_MS = 15_000;
const ANSWER_MAX_BYTES = 1_048_576;
/** Banks are closed for so many days at most; older rates are an alarm. */
const OLD_DAYS = 6;
const DAY_MS = 86_400_000;

/** Every hour until the day has its rates: asks the printer of rates, where one is configured, and records what is new. */
@Injectable()
@Housekeeps(CAUSE)
export class FetchRatesChore implements Chore {
  private readonly logger = new Logger('Rates of exchange');
  private readonly scope = { ...systemScope(OPERATOR, CAUSE), studioId: OPERATOR };

  constructor(private readonly config: Config, private readonly egress: Egress, private readonly commands: Commands, private readonly queries: Queries, private readonly clock: Clock) {}

  /** Of the installation, not of a game: the operator's own scope has it to do. */
  async due(after: string): Promise<string[]> {
    return after < OPERATOR && this.config.optional('FX_RATES_URL') !== undefined && (await this.newest()) !== this.today() ? [OPERATOR] : [];
  }

  async step(): Promise<number> {
    try {
      return await this.readNew();
    } finally {
      await this.tellOfOldRates();
    }
  }

  /** Answers how many days were new. */
  private async readNew(): Promise<number> {
    const url = this.config.required('FX_RATES_URL');
    const answer = await this.egress.send({ method: 'GET', url, headers: { accept: 'text/csv' }, deadlineMs: DEADLINE_MS, maxBytes: ANSWER_MAX_BYTES, reach: 'any' });
    if (answer.status !== 200 || answer.cut) throw new UnreadableRates(`${new URL(url).host} answered ${answer.status}${answer.cut ? ', too long' : ''}`);
    const rates = readRates(answer.body.toString('utf8'));
    if (rates.day <= ((await this.newest()) ?? '')) return 0;
    await this.record({ ...rates, source: this.config.required('FX_RATES_SOURCE') });
    return 1;
  }

  /** Whoever prints them may be away for days: that is when it matters. */
  private async tellOfOldRates(): Promise<void> {
    const newest = await this.newest();
    const old = new Date(this.clock.now().getTime() - OLD_DAYS * DAY_MS).toISOString().slice(0, 10);
    if (newest === undefined || newest < old) this.logger.error({ msg: 'ALARM: rates of exchange are old; payouts that are exchanged will wait', rate_date: newest ?? null });
  }

  private async record(told: ConstructorParameters<typeof RecordRateDay>[0]): Promise<void> {
    try {
      await this.commands.execute(new RecordRateDay(told), this.scope);
      this.logger.log({ msg: 'rates of exchange recorded', rate_date: told.day, count: told.units.length });
    } catch (error) {
      // Another worker was faster.
      if (!(error instanceof RateDayThere)) throw error;
    }
  }

  private async newest(): Promise<string | undefined> {
    return (await this.queries.ask(new ListRateDays(1), this.scope))[0]?.day;
  }

  private today(): string {
    return this.clock.now().toISOString().slice(0, 10);
  }
}
