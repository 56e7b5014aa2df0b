import { Logger } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { parseCurrency } from '#platform/kernel/currency';
import { Clock } from '#platform/kernel/clock';
import { minorToNumber, numberToMinor } from '#platform/kernel/money';
import { reportBug } from '#platform/log/bugs';
import { ConvertAmount } from '#money/fx/queries';
import { ComputePlatformFee } from './contracts/queries.js';
import { feeOf, planOn, type FeePlan } from './fee-plan.js';
import { FeePlansRepository } from './fee-plans.repository.js';

const KNOWN_FOR_MS = 5_000;
const STUDIOS_MAX = 1_000;

@QueryHandler(ComputePlatformFee)
export class ComputePlatformFeeHandler implements IQueryHandler<ComputePlatformFee> {
  private readonly logger = new Logger(ComputePlatformFeeHandler.name);
  private readonly known = new Map<string, { plans: FeePlan[]; until: number }>();

  constructor(private readonly repository: FeePlansRepository, private readonly queries: Queries, private readonly clock: Clock) {}

  async execute({ input: { studio_id, net_minor, currency, date, method } }: ComputePlatformFee) {
    const plan = planOn(await this.plans(studio_id), currentScope().gameId, date);
    const inCurrency = (usd: bigint): Promise<bigint> | bigint => (usd === 0n ? 0n : this.converted(usd, currency, date));
    const fee = feeOf(numberToMinor(net_minor), plan, method, { fixed: await inCurrency(plan.fixed_usd_minor), minimum: await inCurrency(plan.minimum_usd_minor) });
    return { fee_minor: minorToNumber(fee), plan_id: plan.id };
  }

  /** Nothing where no rate is known, which is an alarm: a sale waits for no fee. */
  private async converted(usd: bigint, currency: string, date: string): Promise<bigint> {
    const converted = await this.queries.ask(new ConvertAmount({ minor: usd, from: parseCurrency('USD'), to: parseCurrency(currency), date }));
    if (converted) return converted.minor;
    const told = `ALARM: no rate of USD to ${currency} is known on ${date}: a sale bore neither the fixed fee nor the minimum of its plan`;
    this.logger.error(told);
    reportBug(new Error(told));
    return 0n;
  }

  /** Plans change rarely and are asked for at every sale, so they are kept for 5 s. */
  private async plans(studioId: string): Promise<FeePlan[]> {
    const now = this.clock.now().getTime();
    const cached = this.known.get(studioId);
    if (cached && cached.until > now) return cached.plans;
    const plans = await this.repository.list(studioId);
    if (this.known.size >= STUDIOS_MAX) this.known.delete(this.known.keys().next().value!);
    this.known.set(studioId, { plans, until: now + KNOWN_FOR_MS });
    return plans;
  }
}
