import { Injectable } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { Clock } from '#platform/kernel/clock';
import type { Scope } from '#platform/kernel/scope';
import { GetAttackMode, type AttackReport } from '../contracts/queries.js';
import { AttackModeRepository } from '../infra/attack-mode.repository.js';
import { AttemptRepository } from '../infra/attempt.repository.js';

@QueryHandler(GetAttackMode)
export class GetAttackModeHandler implements IQueryHandler<GetAttackMode> {
  constructor(private readonly modes: AttackModeRepository, private readonly attempts: AttemptRepository, private readonly clock: Clock) {}

  async execute(): Promise<AttackReport> {
    const mode = await this.modes.find();
    const is_installation_on = await this.modes.isInstallationOn();
    return { is_on: (mode?.is_on ?? false) || is_installation_on, mode, is_installation_on, figures: await this.attempts.figures(this.clock.now()) };
  }
}

/** The mode of the installation, with the figures of all games. */
@Injectable()
export class InstallationDesk {
  constructor(private readonly queries: Queries, private readonly attempts: AttemptRepository, private readonly clock: Clock) {}

  async attackMode(scope: Scope): Promise<AttackReport> {
    return { ...(await this.queries.ask(new GetAttackMode(), scope)), figures: await this.attempts.figuresAnywhere(this.clock.now()) };
  }
}
