import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { SignalValue } from '../contracts/errors.js';
import { COUNTED_SIGNALS, type SignalKind } from '../contracts/queries.js';
import { SaidRepository, type ReviewRules } from '../infra/said.repository.js';

const DAY_MS = 86_400_000;

export interface SignalView { player_id: string; kind: SignalKind; value: number | null; told_by: string; told_at: number; expires_at: number }

/** What a game tells of accounts, at most 100 at a time. Throws `risk.signal_value` (422). */
export class TellSignals extends Command<void> {
  static readonly context = 'sales/risk';
  constructor(readonly signals: readonly { player_id: string; kind: SignalKind; value?: number | undefined; expires_in_days: number }[]) { super(); }
}

@CommandHandler(TellSignals)
export class TellSignalsHandler implements ICommandHandler<TellSignals> {
  constructor(private readonly said: SaidRepository, private readonly clock: Clock) {}

  async execute({ signals }: TellSignals): Promise<void> {
    signals.forEach(({ kind, value }, at) => {
      if (COUNTED_SIGNALS.has(kind) !== (value !== undefined)) throw new SignalValue(at, COUNTED_SIGNALS.has(kind));
    });
    const now = this.clock.now();
    await this.said.tell(signals.map(({ player_id, kind, value, expires_in_days }) => ({ player_id, kind, value: value ?? null, expires_at: new Date(now.getTime() + expires_in_days * DAY_MS) })), currentScope().actor.id, now);
  }
}

/** It does not hold any more. Repeating it changes nothing. */
export class TakeBackSignal extends Command<void> {
  static readonly context = 'sales/risk';
  constructor(readonly playerId: string, readonly kind: SignalKind) { super(); }
}

@CommandHandler(TakeBackSignal)
export class TakeBackSignalHandler implements ICommandHandler<TakeBackSignal> {
  constructor(private readonly said: SaidRepository) {}
  execute({ playerId, kind }: TakeBackSignal): Promise<void> {
    return this.said.takeBack(playerId, kind);
  }
}

/** What holds of one account. */
export class ListSignals extends Query<SignalView[]> {
  constructor(readonly playerId: string) { super(); }
}

@QueryHandler(ListSignals)
export class ListSignalsHandler implements IQueryHandler<ListSignals> {
  constructor(private readonly said: SaidRepository, private readonly clock: Clock) {}

  async execute({ playerId }: ListSignals): Promise<SignalView[]> {
    const now = this.clock.now();
    return (await this.said.signalsOf([playerId])).filter(({ expires_at }) => expires_at > now)
      .map((row) => ({ ...row, value: row.value === null ? null : Number(row.value), told_at: unixSeconds(row.told_at), expires_at: unixSeconds(row.expires_at) }));
  }
}

export class GetReviewRules extends Query<ReviewRules> {}

@QueryHandler(GetReviewRules)
export class GetReviewRulesHandler implements IQueryHandler<GetReviewRules> {
  constructor(private readonly said: SaidRepository) {}
  execute(): Promise<ReviewRules> {
    return this.said.rules();
  }
}

export class SetReviewRules extends Command<ReviewRules> {
  static readonly context = 'sales/risk';
  constructor(readonly rules: Pick<ReviewRules, 'review_above_usd_minor' | 'hold_hours'>) { super(); }
}

@CommandHandler(SetReviewRules)
export class SetReviewRulesHandler implements ICommandHandler<SetReviewRules> {
  constructor(private readonly said: SaidRepository, private readonly clock: Clock) {}
  async execute({ rules }: SetReviewRules): Promise<ReviewRules> {
    await this.said.setRules(rules, currentScope().actor.id, this.clock.now());
    return this.said.rules();
  }
}
