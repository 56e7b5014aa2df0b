import { Injectable, Logger } from '@nestjs/common';
import { signatureHeaders } from '#platform/crypto/webhook-signature';
import { Egress, EgressError, type EgressAnswer } from '#platform/egress/egress';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { WEBHOOK_API_VERSION } from '../contracts/ids.js';
import type { DeliveryTarget } from '../contracts/queries.js';
import { readPlayerAnswer, type PlayerAnswer } from '../domain/player-answer.js';

const ANSWER_MAX_BYTES = 65_536;
const SHOWN_CHARACTERS_MAX = 2_000;

export type QuestionTarget = DeliveryTarget & { sandbox: boolean };

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
  constructor(private readonly egress: Egress, private readonly clock: Clock) {}

  async ask(target: QuestionTarget, input: { player_id: string; trigger: string; context: object | null }, scope: Scope, leftMs: number): Promise<Asked> {
    const began = performance.now();
    const eventId = newId('evt');
    const sent = leftMs > 0 ? await this.send(target, eventId, input, scope, Math.ceil(leftMs)) : { reason: 'timeout', text: '' };
    const asked: Asked = {
      event_id: eventId, duration_ms: Math.round(performance.now() - began), status: 'status' in sent ? sent.status : null,
      answer: 'status' in sent ? readPlayerAnswer(sent.status, sent.body, sent.cut, input.player_id) : unanswered(sent.reason, sent.text),
      body: 'status' in sent ? sent.body.toString('utf8').slice(0, SHOWN_CHARACTERS_MAX) : null,
    };
    this.note(target, asked, scope);
    return asked;
  }

  private async send(target: QuestionTarget, eventId: string, input: { player_id: string; trigger: string; context: object | null }, scope: Scope, deadlineMs: number): Promise<EgressAnswer | { reason: string; text: string }> {
    const seconds = unixSeconds(this.clock.now());
    const body = Buffer.from(JSON.stringify({
      event_id: eventId, game_id: scope.gameId, event_type: 'player.verify', event_time: seconds, event_data: { player_id: input.player_id },
      idempotency_key: `idmpt_player.verify.${eventId.slice(4)}`, request_id: scope.requestId, sandbox: target.sandbox, trigger: input.trigger,
      aggregate_type: 'player', aggregate_id: input.player_id, sequence: null, api_version: WEBHOOK_API_VERSION,
      context: target.player_context_enabled ? input.context : null, previous_sequence: null, transaction_id: newId('whd'),
    }));
    try {
      return await this.egress.send({
        method: target.method, url: target.url, body, deadlineMs, maxBytes: ANSWER_MAX_BYTES, reach: target.reach,
        headers: { 'content-type': 'application/json', 'webhook-id': eventId, ...signatureHeaders(target.signature, target.secrets, eventId, seconds, body) },
      });
    } catch (error) {
      if (error instanceof EgressError) return { reason: error.reason, text: error.message };
      throw error;
    }
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
