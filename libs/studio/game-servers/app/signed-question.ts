import { Injectable } from '@nestjs/common';
import { signatureHeaders } from '#platform/crypto/webhook-signature';
import { Egress, EgressError, type EgressAnswer } from '#platform/egress/egress';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { WEBHOOK_API_VERSION } from '../contracts/ids.js';
import type { DeliveryTarget } from '../contracts/queries.js';

const ANSWER_MAX_BYTES = 65_536;

export type QuestionTarget = DeliveryTarget & { sandbox: boolean };

export interface Question {
  event_type: 'player.verify' | 'webhook.challenge';
  event_data: object;
  aggregate_type: 'player' | 'webhook';
  aggregate_id: string;
  trigger: string | null;
  context: object | null;
}

export type Sent = EgressAnswer | { reason: string; text: string };

/** Puts what is asked rather than told to an endpoint, once: signed and wrapped like every event, outside of the log of events. */
@Injectable()
export class SignedQuestion {
  constructor(private readonly egress: Egress, private readonly clock: Clock) {}

  async send(target: QuestionTarget, question: Question, scope: Scope, leftMs: number): Promise<{ event_id: string; sent: Sent }> {
    const event_id = newId('evt');
    return { event_id, sent: leftMs > 0 ? await this.post(target, event_id, question, scope, Math.ceil(leftMs)) : { reason: 'timeout', text: '' } };
  }

  private async post(target: QuestionTarget, eventId: string, { event_type, event_data, aggregate_type, aggregate_id, trigger, context }: Question, scope: Scope, deadlineMs: number): Promise<Sent> {
    const seconds = unixSeconds(this.clock.now());
    const body = Buffer.from(JSON.stringify({
      event_id: eventId, game_id: scope.gameId, event_type, event_time: seconds, event_data, idempotency_key: `idmpt_${event_type}.${eventId.slice(4)}`, request_id: scope.requestId, sandbox: target.sandbox, trigger,
      aggregate_type, aggregate_id, sequence: null, api_version: WEBHOOK_API_VERSION, context: target.player_context_enabled ? context : null, previous_sequence: null, transaction_id: newId('whd'),
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
}
