import { Injectable, Logger } from '@nestjs/common';
import { newId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { readPlayerAnswer, type PlayerAnswer } from '../domain/player-answer.js';
import { SignedQuestion, type QuestionTarget } from './signed-question.js';

const SHOWN_CHARACTERS_MAX = 2_000;

export interface Asked {
  event_id: string;
  answer: PlayerAnswer;
  status: number | null;
  duration_ms: number;
  /** The beginning of what was answered. */
  body: string | null;
}

/** Puts `player.verify` to an endpoint, once. Whatever is not a yes stands in the log with its reason: nobody else keeps it. */
@Injectable()
export class PlayerQuestion {
  private readonly logger = new Logger('PlayerVerify');
  constructor(private readonly question: SignedQuestion) {}

  async ask(target: QuestionTarget, input: { player_id: string; trigger: string; context: object | null }, scope: Scope, leftMs: number): Promise<Asked> {
    const began = performance.now();
    const event_id = newId('evt');
    const sent = await this.question.send(target, {
      event_id, type: 'player.verify', data: { player_id: input.player_id }, trigger: input.trigger, aggregate_type: 'player', aggregate_id: input.player_id, context: input.context,
    }, scope, leftMs);
    const asked: Asked = {
      event_id, duration_ms: Math.round(performance.now() - began), status: 'status' in sent ? sent.status : null,
      answer: 'status' in sent ? readPlayerAnswer(sent.status, sent.body, sent.cut, input.player_id) : unanswered(sent.reason, sent.text),
      body: 'status' in sent ? sent.body.toString('utf8').slice(0, SHOWN_CHARACTERS_MAX) : null,
    };
    this.note(target, asked, scope);
    return asked;
  }

  /** Without what was answered: it may hold what belongs to the player. */
  private note(target: QuestionTarget, { answer, event_id, status, duration_ms }: Asked, scope: Scope): void {
    if (answer.outcome === 'verified') return;
    const line = {
      msg: `player.verify was ${answer.outcome === 'refused' ? 'refused' : 'not answered as documented'}`, game_id: scope.gameId, endpoint_id: target.endpoint_id, event_id, request_id: scope.requestId,
      outcome: answer.outcome, reason: answer.outcome === 'refused' ? answer.code : answer.reason, status, duration_ms,
    };
    if (answer.outcome === 'refused') this.logger.log(line);
    else this.logger.warn(line);
  }
}

function unanswered(reason: string, text: string): PlayerAnswer {
  return { outcome: 'unavailable', reason, detail: reason === 'timeout' ? 'The game server gave no whole answer within 3 seconds.' : `The game server could not be asked. ${text}` };
}
