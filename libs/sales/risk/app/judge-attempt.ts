import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { invariant } from '#platform/kernel/errors';
import { Clock } from '#platform/kernel/clock';
import { Jobs } from '#platform/jobs/jobs';
import { JudgeAttempt, NoteCard, type JudgedAttempt } from '../contracts/commands.js';
import { decisionOf, verdictOf, type CardFacts, type RiskVerdict } from '../contracts/queries.js';
import { decide } from '../domain/decide.js';
import type { Facts } from '../domain/facts.js';
import { AttemptRepository, type Keys } from '../infra/attempt.repository.js';
import { RiskKeys } from '../infra/risk-keys.js';
import { RiskFigures } from './risk-figures.js';
import { Said } from './said.js';
import { WATCH_JOB } from './watch-attack.job.js';

@CommandHandler(JudgeAttempt)
export class JudgeAttemptHandler implements ICommandHandler<JudgeAttempt> {
  constructor(
    private readonly attempts: AttemptRepository,
    private readonly said: Said,
    private readonly keys: RiskKeys,
    private readonly jobs: Jobs,
    private readonly figures: RiskFigures,
    private readonly clock: Clock,
  ) {}

  async execute({ attempt }: JudgeAttempt): Promise<JudgedAttempt> {
    const { payment_id, order_id, player_id, amount_minor, currency, card, ip_country, country, email, initiator } = attempt;
    const now = this.clock.now();
    const of: Keys = { payment_id, player_id, address_key: this.keys.ofAddress(attempt.ip_address), card_key: this.keys.ofCard(card?.fingerprint ?? null), bin: card?.bin ?? null };
    const told = await this.said.of(attempt, now);
    const places = [card?.country, country, ip_country];
    const facts: Facts = { ...(await this.attempts.facts(of, now)), ...told, is_of_elsewhere: places.every(Boolean) && places[0] !== places[1] && places[0] !== places[2] };
    const isScreened = await this.said.isScreened();
    const { entry_id, ...verdict } = decide(facts, { isScreened, isBuyerThere: initiator === 'buyer' });
    const decision = decisionOf(verdict);
    const isNew = await this.attempts.insert({
      ...of, order_id, amount_minor, currency, card_country: card?.country ?? null, ip_country, country, email_key: this.keys.ofEmail(email), entry_id, is_known: facts.is_known, is_screened: isScreened, decision, reason: verdict.reason,
    }, now);
    const { is_under_attack } = facts;
    if (!isNew) return { ...(await this.earlier(payment_id)), is_under_attack };
    if (decision === 'wait') await this.jobs.schedule({ type: WATCH_JOB, key: 'game', payload: {} });
    this.figures.judged(decision);
    return { ...verdict, is_under_attack };
  }

  private async earlier(paymentId: string): Promise<RiskVerdict> {
    const known = await this.attempts.find(paymentId);
    invariant(known, 'An attempt that was judged is gone');
    return verdictOf(known.decision, known.reason);
  }
}

@CommandHandler(NoteCard)
export class NoteCardHandler implements ICommandHandler<NoteCard> {
  constructor(private readonly attempts: AttemptRepository, private readonly keys: RiskKeys) {}

  execute({ input: { payment_id, card } }: NoteCard): Promise<void> {
    return this.attempts.noteCard(payment_id, noted(card, this.keys));
  }
}

const noted = ({ country, bin, fingerprint }: CardFacts, keys: RiskKeys) => ({ card_key: keys.ofCard(fingerprint), bin, card_country: country });
