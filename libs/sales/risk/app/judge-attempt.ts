import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Config } from '#platform/config/config';
import { Queries } from '#platform/cqrs/doors';
import { invariant } from '#platform/kernel/errors';
import { Clock } from '#platform/kernel/clock';
import { Jobs } from '#platform/jobs/jobs';
import { GetEnvironment } from '#studio/games/queries';
import { JudgeAttempt, NoteCard, type Card, type Verdict } from '../contracts/commands.js';
import { decide } from '../domain/decide.js';
import { AttemptRepository, type Decision, type Keys } from '../infra/attempt.repository.js';
import { RiskKeys } from '../infra/risk-keys.js';
import { RiskFigures } from './risk-figures.js';
import { WATCH_JOB } from './watch-attack.job.js';

@CommandHandler(JudgeAttempt)
export class JudgeAttemptHandler implements ICommandHandler<JudgeAttempt> {
  constructor(
    private readonly attempts: AttemptRepository,
    private readonly keys: RiskKeys,
    private readonly queries: Queries,
    private readonly config: Config,
    private readonly jobs: Jobs,
    private readonly figures: RiskFigures,
    private readonly clock: Clock,
  ) {}

  async execute({ attempt }: JudgeAttempt): Promise<Verdict> {
    const { payment_id, order_id, player_id, amount_minor, currency, card, ip_country } = attempt;
    const now = this.clock.now();
    const of: Keys = { payment_id, player_id, address_key: this.keys.ofAddress(attempt.ip_address), card_key: this.keys.ofCard(card?.fingerprint ?? null), bin: card?.bin ?? null };
    const facts = await this.attempts.facts(of, now);
    // Whoever builds a shop tries the same declined cards all day: in a sandbox nobody is stopped, unless the operator wants to see it.
    const is_screened = this.config.optional('RISK_SCREENS_SANDBOX') === 'yes' || (await this.queries.ask(new GetEnvironment())) === 'live';
    const judged = decide(facts);
    const verdict: Verdict = is_screened ? judged : { decision: 'allow', challenge: null, reason: `sandbox_${judged.reason}` };
    const decision = decisionOf(verdict);
    if (!(await this.attempts.insert({ ...of, order_id, amount_minor, currency, card_country: card?.country ?? null, ip_country, is_known: facts.is_known, is_screened, decision, reason: verdict.reason }, now))) return this.earlier(payment_id);
    if (decision === 'wait') await this.jobs.schedule({ type: WATCH_JOB, key: 'game', payload: {} });
    this.figures.judged(decision);
    return verdict;
  }

  private async earlier(paymentId: string): Promise<Verdict> {
    const known = await this.attempts.find(paymentId);
    invariant(known, 'An attempt that was judged is gone');
    return verdictOf(known);
  }
}

@CommandHandler(NoteCard)
export class NoteCardHandler implements ICommandHandler<NoteCard> {
  constructor(private readonly attempts: AttemptRepository, private readonly keys: RiskKeys) {}

  execute({ input: { payment_id, card } }: NoteCard): Promise<void> {
    return this.attempts.noteCard(payment_id, noted(card, this.keys));
  }
}

const noted = ({ country, bin, fingerprint }: Card, keys: RiskKeys) => ({ card_key: keys.ofCard(fingerprint), bin, card_country: country });
const decisionOf = ({ challenge }: Verdict): Decision => challenge ?? 'allow';
const verdictOf = ({ decision, reason }: { decision: Decision; reason: string }): Verdict =>
  decision === 'allow' ? { decision, challenge: null, reason } : { decision: 'challenge', challenge: decision, reason };
