import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { isPublicAddress } from '#platform/egress/egress';
import { Jobs } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import { Limits, masked, type Bucket } from '#platform/limits/limits';
import { Outbox } from '#platform/outbox/outbox';
import { decisionOf } from '#sales/risk/queries';
import { MayTakeMoney } from '#studio/onboarding/queries';
import { StartPayment } from '../contracts/commands.js';
import { PaymentCreated, PaymentEnded, type PaymentFact } from '../contracts/events.js';
import { declineOf } from '../domain/declines.js';
import { FIRST_LOOK_UP_SECONDS, lifetimeSeconds } from '../domain/look-up-schedule.js';
import { PaymentRepository } from '../infra/payment.repository.js';
import { GatewayOfGame } from './gateway-of-game.js';

/** Ten tries in ten minutes for an order; an address may serve a household or a café. */
const PER_ORDER: Bucket = { capacity: 10, perSecond: 10 / 600 };
const PER_ADDRESS: Bucket = { capacity: 40, perSecond: 40 / 600 };

type Refusal = { status: 'rejected' | 'failed'; code: 'too_many_attempts' | 'no_gateway' | 'not_live_ready' | 'risk_wait' | 'risk_denied' | 'saved_method_gone' | 'not_agreed_off_session' } | null;

@CommandHandler(StartPayment)
export class StartPaymentHandler implements ICommandHandler<StartPayment> {
  constructor(
    private readonly payments: PaymentRepository,
    private readonly gateways: GatewayOfGame,
    private readonly queries: Queries,
    private readonly limits: Limits,
    private readonly jobs: Jobs,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async execute({ input }: StartPayment): Promise<{ payment_id: string }> {
    const now = this.clock.now();
    const saved = input.saved_method_id ? await this.gateways.useSaved({ ...input, id: input.saved_method_id }, now) : null;
    const gateway = saved === undefined ? null : await this.gateways.find({ method: input.method, what: input }, { tokenOf: input.token_of ?? null, notBy: input.not_by ?? [], only: saved?.provider ?? null, has: input.has_fields ?? [], holds: true });
    const refusal: Refusal = saved === undefined ? { status: 'failed', code: 'saved_method_gone' }
      : input.initiator === 'merchant' && saved?.usage !== 'off_session' ? { status: 'failed', code: 'not_agreed_off_session' } : gateway ? ((await this.refuseClosed()) ?? (await this.admit(input))) : { status: 'failed', code: 'no_gateway' };
    const status = refusal?.status ?? 'created';
    const fail = refusal ? { fail_reason: declineOf(refusal.code, gateway?.provider ?? 'none').code, fail_code: refusal.code } : { fail_reason: null, fail_code: null };
    const { payment_id, order_id, player_id, method, amount_minor, currency, country, ip_address, user_agent, return_url, platform, risk, save, saved_method_id, initiator = 'buyer' } = input;
    const agreed = save && !saved && gateway?.keeps.includes(method) ? save : null;
    const made = await this.payments.insert({
      id: payment_id, order_id, player_id, method, amount_minor, currency, country, ip_address, user_agent, return_url, platform, provider: gateway?.provider ?? 'none', status, ...fail, now, risk_decision: risk ? decisionOf(risk) : null, risk_reason: risk?.reason ?? null,
      saved_method_id: saved_method_id ?? null, initiator, save_consent_version: agreed?.version ?? null, save_consent_locale: agreed?.locale ?? null, expires_at: new Date(now.getTime() + lifetimeSeconds(method) * 1_000),
    });
    if (!made) return { payment_id };
    const fact: PaymentFact = {
      payment_id, order_id, player_id, provider: gateway?.provider ?? 'none', status, amount_minor, currency,
    };
    this.outbox.record(new PaymentCreated('payment', payment_id, { ...fact, status: 'created' }));
    if (refusal) this.outbox.record(new PaymentEnded('payment', payment_id, { ...fact, ...fail }));
    else await this.jobs.schedule({ type: 'payments.look-up', key: payment_id, payload: { payment_id }, inSeconds: FIRST_LOOK_UP_SECONDS });
    return { payment_id };
  }

  /** Orders look too, before they are locked: this is for the game that was closed since. */
  private async refuseClosed(): Promise<Refusal> {
    return (await this.queries.ask(new MayTakeMoney())) ? null : { status: 'failed', code: 'not_live_ready' };
  }

  private async admit(input: StartPayment['input']): Promise<Refusal> {
    const { gameId } = currentScope();
    const buckets: [string, Bucket][] = [[`payments:order:${gameId}:${input.order_id}`, PER_ORDER]];
    // An address inside our own network is a proxy's that nobody told us of: everybody shares it.
    if (input.ip_address && isPublicAddress(input.ip_address)) buckets.push([`payments:address:${masked(gameId, input.ip_address)}`, PER_ADDRESS]);
    for (const [key, bucket] of buckets) {
      if (!(await this.limits.take(key, bucket)).allowed) return { status: 'rejected', code: 'too_many_attempts' };
    }
    if (input.risk?.decision === 'deny') return { status: 'rejected', code: 'risk_denied' };
    return input.risk?.challenge === 'wait' ? { status: 'rejected', code: 'risk_wait' } : null;
  }
}
