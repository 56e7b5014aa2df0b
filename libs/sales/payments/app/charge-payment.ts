import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CallScope, Commands, Queries } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { NotLiveReady } from '#studio/onboarding/errors';
import { StartPayment, type NewPayment } from '../contracts/commands.js';
import { NoGateway, NotAgreedOffSession, PaymentNotFound, SavedMethodNotFound, TooManyAttempts } from '../contracts/errors.js';
import { ChargePayment, isByCard, isDeviceWallet, type PaymentStanding } from '../contracts/queries.js';
import { CHARGE_TAKEOVER_SECONDS } from '../domain/look-up-schedule.js';
import { AUTHENTICATION_REQUIRED } from '../domain/declines.js';
import type { ChargeOrder, GatewayAnswer, PaymentGateway, SeenPayment } from '../domain/payment-gateway.js';
import { standingOf } from '../domain/standing.js';
import { attemptForCharge, type AttemptForCharge } from '../infra/payment-views.js';
import { PaymentRepository } from '../infra/payment.repository.js';
import { AccountGateways } from './account-gateways.js';
import { ChargeKeys, type ToldForCharge } from './charge-keys.js';
import { EndPayment } from './end-payment.js';
import { GatewayOfGame } from './gateway-of-game.js';
import { RecordPayment } from './record-payment.js';
import { Screening } from './screening.js';

/** Everything together, the screening and the second look included: a request of ours is open for 10 s at most, with what comes before and after. */
const TOTAL_MS = 8_500;
/** Leaves time to look up what became of a charge whose answer did not come. */
const CHARGE_MS = 6_500;
const LOOK_FIRST_MS = 2_500;
/** Less is not enough for another charge and what follows it. */
const ASK_AGAIN_MS = 1_500;
const RETRY_AFTER_SECONDS = 60;
/** Who is told to wait by `sales/risk` gets through after as long. */
const WAIT_SECONDS = 300;

/** `wants_question`: an earlier attempt of the same order was declined because the bank has not asked the cardholder. */
interface Begun { begun: boolean; attempt: AttemptForCharge; wants_question: boolean }

/** Makes the caller the one that charges this attempt, which is written first when it is new. */
export class BeginCharge extends Command<Begun> {
  static readonly context = 'sales/payments';
  constructor(readonly paymentId: string, readonly start?: NewPayment) { super(); }
}

@CommandHandler(BeginCharge)
export class BeginChargeHandler implements ICommandHandler<BeginCharge> {
  constructor(private readonly commands: Commands, private readonly payments: PaymentRepository, private readonly clock: Clock) {}

  async execute({ paymentId, start }: BeginCharge): Promise<Begun> {
    if (start) await this.commands.execute(new StartPayment(start), currentScope());
    const now = this.clock.now();
    const mine = await this.payments.beginCharge(paymentId, now, new Date(now.getTime() - CHARGE_TAKEOVER_SECONDS * 1_000));
    if (mine) return { begun: true, attempt: attemptForCharge(mine), wants_question: mine.wants_question };
    const row = await this.payments.find(paymentId);
    if (!row) throw new PaymentNotFound();
    return { begun: false, attempt: attemptForCharge(row), wants_question: false };
  }
}

/** The charge was declined because the bank has not asked the cardholder: it is sent again with the question, once. False: it was before, or the attempt is over. */
class RetryWithChallenge extends Command<boolean> {
  static readonly context = 'sales/payments';
  constructor(readonly paymentId: string) { super(); }
}

@CommandHandler(RetryWithChallenge)
export class RetryWithChallengeHandler implements ICommandHandler<RetryWithChallenge> {
  constructor(private readonly payments: PaymentRepository, private readonly clock: Clock) {}
  execute({ paymentId }: RetryWithChallenge): Promise<boolean> {
    return this.payments.retryWithChallenge(paymentId, this.clock.now());
  }
}

/** Whether a provider that was not asked yet could take this sale. */
class HasOtherProvider extends Query<boolean> {
  constructor(readonly start: NewPayment, readonly asked: string) { super(); }
}

@QueryHandler(HasOtherProvider)
export class HasOtherProviderHandler implements IQueryHandler<HasOtherProvider> {
  constructor(private readonly choice: GatewayOfGame) {}

  async execute({ start, asked }: HasOtherProvider): Promise<boolean> {
    return (await this.choice.find({ method: start.method, what: start }, { notBy: [...(start.not_by ?? []), asked], has: start.has_fields ?? [] })) !== null;
  }
}

/** `began`: by `performance.now()`. */
interface ToSend extends ToldForCharge { began: number }

@QueryHandler(ChargePayment)
export class ChargePaymentHandler implements IQueryHandler<ChargePayment> {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly callers: CallScope, private readonly gateways: AccountGateways, private readonly choice: GatewayOfGame, private readonly keys: ChargeKeys, private readonly screening: Screening) {}

  async execute({ input: { payment_id, token, locale, fields, start: told } }: ChargePayment): Promise<PaymentStanding> {
    const [scope, began] = [this.callers.current, performance.now()];
    const start = told && { ...told, has_fields: Object.keys(fields ?? {}) };
    const judged = start && { ...start, token_of: this.gateways.ofToken(token)?.provider ?? null, risk: await this.screening.screen(start, scope) };
    const { begun, attempt, wants_question } = await this.commands.execute(new BeginCharge(payment_id, judged), scope);
    if (attempt.fail_code === 'risk_wait') throw new TooManyAttempts(WAIT_SECONDS);
    if (attempt.fail_code === 'too_many_attempts') throw new TooManyAttempts(RETRY_AFTER_SECONDS);
    if (attempt.fail_code === 'no_gateway') throw new NoGateway();
    if (attempt.fail_code === 'not_live_ready') throw new NotLiveReady();
    if (attempt.fail_code === 'saved_method_gone') throw new SavedMethodNotFound();
    if (attempt.fail_code === 'not_agreed_off_session') throw new NotAgreedOffSession();
    if (!begun) return standingOf(attempt);
    return this.send(attempt, { token, locale: locale ?? null, fields: fields ?? {}, began, wants_question }, scope, start);
  }

  private async send(attempt: AttemptForCharge, told: Omit<ToSend, 'card_country'>, scope: Scope, start?: NewPayment): Promise<PaymentStanding> {
    const gateway = await this.gateways.of(attempt.provider, scope);
    const answer = await this.charge(gateway, attempt, { ...told, card_country: start?.circumstances?.card?.country ?? null }, scope);
    const standing = await this.record(attempt, answer, scope, start);
    if (answer.outcome === 'answered' && !start?.circumstances?.card?.fingerprint) await this.screening.learn(attempt, answer.value, scope);
    return standing;
  }

  /** Charges; an answer that leaves it open is looked up at once, in what is left of the time. */
  private async charge(gateway: PaymentGateway, attempt: AttemptForCharge, { began, ...told }: ToSend, scope: Scope): Promise<GatewayAnswer<SeenPayment>> {
    const left = (): number => TOTAL_MS - (performance.now() - began);
    // Whoever began it before died on the way: not every provider keeps an answer that went wrong under its key.
    if (attempt.charge_count > 1) {
      const before = await gateway.lookUp(this.keys.of(attempt, scope), LOOK_FIRST_MS);
      if (before.outcome !== 'answered') return { outcome: 'unknown', reason: before.outcome };
      if (before.value) return { outcome: 'answered', value: before.value };
    }
    const order = await this.keys.orderOf(attempt, told, scope);
    if (order === 'fields_wrong') return { outcome: 'refused', code: 'method_fields_wrong', message: 'What was told of the buyer is not what the provider wants' };
    if (!order) return { outcome: 'refused', code: 'saved_method_gone', message: 'What was saved is not there any more' };
    const answer = await this.asked(gateway, order, attempt, await gateway.charge(order, Math.min(CHARGE_MS, left())), left, scope);
    if (answer.outcome !== 'unknown') return answer;
    const found = await gateway.lookUp(this.keys.of(attempt, scope), left());
    // Of what was sent last nothing is known by what was told of the first time.
    if (found.outcome === 'answered' && found.value?.fail_code === AUTHENTICATION_REQUIRED) return answer;
    return found.outcome === 'answered' && found.value ? { outcome: 'answered', value: found.value } : answer;
  }

  /** Where the bank wants to ask her first, it may: the same charge once more, of which the first time has surely taken nothing. A provider that cannot (its token is used up) leaves it at the first answer, and the next attempt of the order begins with the question. */
  private async asked(gateway: PaymentGateway, order: ChargeOrder, attempt: AttemptForCharge, answer: GatewayAnswer<SeenPayment>, left: () => number, scope: Scope): Promise<GatewayAnswer<SeenPayment>> {
    const wantsHer = answer.outcome === 'answered' && answer.value.fail_code === AUTHENTICATION_REQUIRED;
    // A wallet's token is used up by the first time.
    if (!wantsHer || isDeviceWallet(order.method) || attempt.initiator !== 'buyer' || order.is_challenge_wanted || left() < ASK_AGAIN_MS) return answer;
    if (!(await this.commands.execute(new RetryWithChallenge(attempt.id), scope))) return answer;
    const again = await gateway.charge({ ...order, is_challenge_wanted: true, exemption: null, after: answer.value.provider_reference }, left());
    return again.outcome === 'refused' || again.outcome === 'unavailable' ? answer : again;
  }

  private async record(attempt: AttemptForCharge, answer: GatewayAnswer<SeenPayment>, scope: Scope, start?: NewPayment): Promise<PaymentStanding> {
    if (answer.outcome === 'answered') return standingOf(await this.commands.execute(new RecordPayment({ payment_id: attempt.id, seen: answer.value, is_answer: true }), scope));
    if (answer.outcome === 'unavailable') this.choice.passOver(attempt.provider, answer.reason);
    // An earlier charge of this attempt may have gone through, whatever this one was told.
    const isOver = attempt.charge_count === 1 && answer.outcome !== 'unknown';
    if (!isOver) return standingOf(attempt);
    const fail_code = answer.outcome === 'refused' ? answer.code : 'provider_unavailable';
    await this.commands.execute(new EndPayment({ payment_id: attempt.id, status: 'failed', fail_code, provider: attempt.provider }), scope);
    const standing = standingOf({ ...attempt, status: 'failed', fail_code });
    // A card was typed into the fields of this provider, or encrypted for it by a wallet: nobody else can charge it.
    if (answer.outcome !== 'unavailable' || !start || isByCard(attempt.method) || attempt.saved_method_id) return standing;
    return { ...standing, can_fail_over: await this.queries.ask(new HasOtherProvider(start, attempt.provider), scope) };
  }
}
