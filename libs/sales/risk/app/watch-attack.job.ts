import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { HandlesJob, Jobs, type Again, type Job, type JobHandler } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { OPERATOR, systemScope, type Scope } from '#platform/kernel/scope';
import { Outbox } from '#platform/outbox/outbox';
import { AttackModeBegan, AttackModeEnded, type AttackFigures } from '../contracts/events.js';
import { BY_HAND_SECONDS, nextMode } from '../domain/attack.js';
import { AttackModeRepository } from '../infra/attack-mode.repository.js';
import { AttemptRepository } from '../infra/attempt.repository.js';

export const WATCH_JOB = 'risk.watch-attack';
/** How often it is looked whether an attack is over. */
const AGAIN_SECONDS = 30;
const AUTOMATIC = 'automatic';

/** Holds the figures against the mode of the scope's game, or of the installation. Answers whether the mode is on. */
class FollowAttack extends Command<boolean> {
  static readonly context = 'sales/risk';
  /** Null: those of the scope's game, counted here. */
  constructor(readonly figures: AttackFigures | null) { super(); }
}

@CommandHandler(FollowAttack)
export class FollowAttackHandler implements ICommandHandler<FollowAttack> {
  private readonly logger = new Logger('Risk');

  constructor(private readonly modes: AttackModeRepository, private readonly attempts: AttemptRepository, private readonly outbox: Outbox, private readonly clock: Clock) {}

  async execute({ figures: told }: FollowAttack): Promise<boolean> {
    const now = this.clock.now();
    const mode = await this.modes.find(true);
    const figures = told ?? (await this.attempts.figures(now));
    const subject = currentScope().gameId;
    switch (nextMode(mode, figures, this.clock.nowSeconds())) {
      case 'begin': {
        const reason = `${figures.declined_cards} cards of strangers were declined within ten minutes, ${figures.approved} approved`;
        await this.modes.write({ is_on: true, by: AUTOMATIC, reason, holds_until: null, hot_at: now }, now);
        this.outbox.record(new AttackModeBegan('attack_mode', subject, { subject, by: AUTOMATIC, reason, ...figures }));
        this.logger.error({ msg: 'ALARM: somebody tries cards: attack mode is on', subject, ...figures });
        return true;
      }
      case 'end': {
        const reason = 'ten minutes of calm';
        await this.modes.write({ is_on: false, by: AUTOMATIC, reason, holds_until: null, hot_at: null }, now);
        this.outbox.record(new AttackModeEnded('attack_mode', subject, { subject, by: AUTOMATIC, reason, ...figures }));
        return false;
      }
      case 'hot':
        await this.modes.isHot(now);
        return true;
      default:
        return mode?.is_on ?? false;
    }
  }
}

/** By hand: it stays so for an hour, or until it is told to. */
export class SetAttackMode extends Command<void> {
  static readonly context = 'sales/risk';
  constructor(readonly input: { is_on: boolean; reason: string; for_seconds?: number | undefined }) { super(); }
}

@CommandHandler(SetAttackMode)
export class SetAttackModeHandler implements ICommandHandler<SetAttackMode> {
  constructor(private readonly modes: AttackModeRepository, private readonly attempts: AttemptRepository, private readonly outbox: Outbox, private readonly jobs: Jobs, private readonly clock: Clock) {}

  async execute({ input: { is_on, reason, for_seconds = BY_HAND_SECONDS } }: SetAttackMode): Promise<void> {
    const now = this.clock.now();
    const { gameId: subject, actor } = currentScope();
    const was = await this.modes.find(true);
    await this.modes.write({ is_on, by: actor.id, reason, holds_until: new Date(now.getTime() + for_seconds * 1_000), hot_at: is_on ? now : null }, now);
    if (is_on) await this.jobs.schedule({ type: WATCH_JOB, key: 'game', payload: {}, inSeconds: AGAIN_SECONDS });
    if ((was?.is_on ?? false) === is_on) return;
    const fact = { subject, by: actor.id, reason, ...(await (subject === OPERATOR ? this.attempts.figuresAnywhere(now) : this.attempts.figures(now))) };
    this.outbox.record(is_on ? new AttackModeBegan('attack_mode', subject, fact) : new AttackModeEnded('attack_mode', subject, fact));
  }
}

/** Runs a moment after a stranger's card was declined or an attempt was stopped, and every half minute while a mode is on. */
@Injectable()
@HandlesJob(WATCH_JOB)
export class WatchAttackJob implements JobHandler {
  constructor(private readonly commands: Commands, private readonly attempts: AttemptRepository, private readonly clock: Clock) {}

  async run(_job: Job, scope: Scope): Promise<void | Again> {
    const isOn = scope.gameId !== OPERATOR && (await this.commands.execute(new FollowAttack(null), scope));
    const isInstallationOn = await this.commands.execute(new FollowAttack(await this.attempts.figuresAnywhere(this.clock.now())), { ...systemScope(OPERATOR, WATCH_JOB), studioId: OPERATOR });
    if (isOn || isInstallationOn) return { againInSeconds: AGAIN_SECONDS };
  }
}
