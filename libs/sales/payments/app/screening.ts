import { Injectable, Logger } from '@nestjs/common';
import { Commands } from '#platform/cqrs/doors';
import type { Scope } from '#platform/kernel/scope';
import { Metrics } from '#platform/metrics/metrics';
import { JudgeAttempt, NoteCard } from '#sales/risk/commands';
import { verdictOf } from '#sales/risk/queries';
import type { NewPayment, RiskVerdict } from '../contracts/commands.js';
import { isByCard } from '../contracts/method-table.js';
import type { SeenPayment } from '../domain/payment-gateway.js';

/** Nobody waits longer for a second opinion: what is not judged by then goes on. */
const DEADLINE_MS = 1_500;
/** The charge is over by then and its payer waits for the answer. */
const LEARN_MS = 500;
const ALARM_MS = 60_000;
/** A process that was told of an attack remembers it for as long as attack mode goes on without new cause. */
const ATTACK_MS = 600_000;
const GAMES_MAX = 10_000;

/**
 * Asks `sales/risk` before an attempt is sent. Where it does not answer in time, or breaks, money flows on as it did before there was anybody to ask, and that is an alarm once a minute. But where the game was under
 * attack when risk answered last, the bank is asked: who floods us until nobody answers does not get past it, and a cardholder does.
 */
@Injectable()
export class Screening {
  private readonly logger = new Logger('Payments');
  private readonly unscreened: ReturnType<Metrics['counter']>;
  private toldAt = -ALARM_MS;
  /** When a game was last told to be under attack. */
  private readonly attackedAt = new Map<string, number>();

  constructor(private readonly commands: Commands, metrics: Metrics) {
    this.unscreened = metrics.counter('hubcraft_payments_unscreened_total', 'Attempts that went on without a word of sales/risk, because it did not answer.', []);
  }

  /** Null: nobody has judged it, and there is no attack that her bank would be asked for. Only cards are tried out, those within wallets too; other methods have a page of their own that their payer signs in to. */
  async screen(start: NewPayment, scope: Scope): Promise<RiskVerdict | null> {
    if (!isByCard(start.method)) return null;
    const { payment_id, order_id, player_id, ip_address, amount_minor, currency, country, circumstances, initiator = 'buyer' } = start;
    try {
      const { is_under_attack, ...verdict } = await within(DEADLINE_MS, this.commands.execute(new JudgeAttempt({
        payment_id, order_id, player_id, ip_address, amount_minor, currency, country,
        card: circumstances?.card ?? null, ip_country: circumstances?.ip_country ?? null, email: circumstances?.email ?? null, initiator,
      }), scope));
      this.heard(scope.gameId, is_under_attack);
      return verdict;
    } catch (error) {
      this.unscreened.inc();
      const instead = initiator === 'buyer' && performance.now() - (this.attackedAt.get(scope.gameId) ?? -ATTACK_MS) < ATTACK_MS ? verdictOf('three_ds', 'unscreened_under_attack') : null;
      if (performance.now() - this.toldAt < ALARM_MS) return instead;
      this.toldAt = performance.now();
      this.logger.error({ msg: 'ALARM: payments are not screened: sales/risk does not answer, and they go on without', payment_id, error: String(error) });
      return instead;
    }
  }

  private heard(gameId: string, isUnderAttack: boolean): void {
    this.attackedAt.delete(gameId);
    if (!isUnderAttack) return;
    if (this.attackedAt.size >= GAMES_MAX) this.attackedAt.delete(this.attackedAt.keys().next().value!);
    this.attackedAt.set(gameId, performance.now());
  }

  /** What is known of the card by the provider's answer alone. Risk learns it for the next ones; without it this one stands as it does. */
  async learn({ id, risk_decision }: { id: string; risk_decision: string | null }, { card }: SeenPayment, scope: Scope): Promise<void> {
    if (risk_decision === null || !card || (!card.fingerprint && !card.bin)) return;
    try {
      await within(LEARN_MS, this.commands.execute(new NoteCard({ payment_id: id, card: { country: card.country, bin: card.bin ?? null, fingerprint: card.fingerprint } }), scope));
    } catch (error) {
      this.logger.warn({ msg: 'what a card is could not be noted', payment_id: id, error: String(error) });
    }
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  // Whatever becomes of it after its time is nobody's any more.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, new Promise<never>((_, reject) => { timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms); })]);
  } finally {
    clearTimeout(timer);
  }
}
