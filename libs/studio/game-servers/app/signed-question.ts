import { Injectable } from '@nestjs/common';
import { signatureHeaders } from '#platform/crypto/webhook-signature';
import { Egress, EgressError, type EgressAnswer } from '#platform/egress/egress';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { Versions } from '#platform/versions/versions';
import type { DeliveryTarget } from '../contracts/queries.js';

const ANSWER_MAX_BYTES = 65_536;

export type QuestionTarget = DeliveryTarget & { sandbox: boolean };

export interface Question {
  event_id: string;
  type: string;
  data: object;
  /** Names the effect; without it the question is one of its own. */
  effect?: string;
  trigger: string | null;
  aggregate_type: string;
  aggregate_id: string;
  context: object | null;
}

/** No answer; `sent`: the game may have read the question. */
export interface Unanswered {
  reason: string;
  text: string;
  sent: boolean;
}

/** Puts a question to an endpoint, once: signed like every event, under a total deadline. */
@Injectable()
export class SignedQuestion {
  constructor(private readonly egress: Egress, private readonly clock: Clock, private readonly versions: Versions) {}

  async send(target: QuestionTarget, question: Question, scope: Scope, leftMs: number): Promise<EgressAnswer | Unanswered> {
    if (leftMs <= 0) return { reason: 'timeout', text: '', sent: false };
    const seconds = unixSeconds(this.clock.now());
    const { event_id } = question;
    const asked = {
      event_id, game_id: scope.gameId, event_type: question.type, event_time: seconds, event_data: question.data,
      idempotency_key: `idmpt_${question.type}.${question.effect ?? event_id.slice(4)}`, request_id: scope.requestId, sandbox: target.sandbox, trigger: question.trigger,
      aggregate_type: question.aggregate_type, aggregate_id: question.aggregate_id, sequence: null, api_version: this.versions.newest,
      context: target.player_context_enabled ? question.context : null, previous_sequence: null, transaction_id: newId('whd'),
    };
    const body = Buffer.from(JSON.stringify(this.versions.eventDown(question.type, asked, this.versions.told(target.api_version, this.clock.now()))));
    try {
      return await this.egress.send({
        method: target.method, url: target.url, body, deadlineMs: Math.ceil(leftMs), maxBytes: ANSWER_MAX_BYTES, reach: target.reach,
        headers: { 'content-type': 'application/json', 'webhook-id': event_id, ...signatureHeaders(target.signature, target.secrets, event_id, seconds, body) },
      });
    } catch (error) {
      if (error instanceof EgressError) return { reason: error.reason, text: error.message, sent: error.sent };
      throw error;
    }
  }
}
