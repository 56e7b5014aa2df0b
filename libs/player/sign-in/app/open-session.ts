import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Command } from '#platform/kernel/messages';
import type { OpenedSession } from '../contracts/commands.js';
import { SessionsRepository, type PlayerFace } from '../infra/sessions.repository.js';

/** Opens a session for a player whom the game has just confirmed by her id: nobody has proven to be her. */
export class OpenSession extends Command<OpenedSession> {
  static readonly context = 'player/sign-in';
  constructor(readonly face: PlayerFace) { super(); }
}

@CommandHandler(OpenSession)
export class OpenSessionHandler implements ICommandHandler<OpenSession> {
  constructor(private readonly sessions: SessionsRepository) {}
  execute({ face }: OpenSession): Promise<OpenedSession> {
    return this.sessions.open(face, 'player_id');
  }
}

export class EndSession extends Command<void> {
  static readonly context = 'player/sign-in';
  constructor(readonly sessionId: string) { super(); }
}

@CommandHandler(EndSession)
export class EndSessionHandler implements ICommandHandler<EndSession> {
  constructor(private readonly sessions: SessionsRepository) {}
  execute({ sessionId }: EndSession): Promise<void> {
    return this.sessions.endOne(sessionId);
  }
}
