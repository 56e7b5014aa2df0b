import { Bool, Instant, Int, Json, ListOf, OneOf, Str } from '#platform/http/fields';
import { PageOf } from '#platform/http/answers';
import { Cursor, QueryInt } from '#platform/http/query-fields';
import { DELIVERY_STATUSES } from '../app/delivery-queries.js';
import { REPLAYED_AT_ONCE } from '../app/replay-deliveries.js';
import type { DeliveryStatus } from '../app/delivery-queries.js';

export class WebhookDeliveryRead {
  @Str() id: string;
  @Str({ what: 'The `webhook-id` of every attempt' }) event_id: string;
  @Str() event_type: string;
  @OneOf(DELIVERY_STATUSES, { name: 'WebhookDeliveryStatus', what: 'failed: the last attempt failed and another is due; dead: over without success. What has succeeded stays so, whatever a replay is answered' }) status: DeliveryStatus;
  @Int({ what: 'Attempts so far' }) attempts: number;
  @Str({ nullable: true }) order_id: string | null;
  @Str({ nullable: true, what: 'Null while no webhook takes this grant' }) endpoint_id: string | null;
  @Instant({ nullable: true, what: 'Unix seconds; null when none is due or one is under way' }) next_attempt_at: number | null;
  @Bool({ what: 'Kept until a webhook is enabled that takes it' }) is_waiting: boolean;
  @Int({ nullable: true, what: 'HTTP status of the last attempt' }) last_status: number | null;
  @Str({ nullable: true }) last_error: string | null;
  @Str({ nullable: true, what: 'The batch of which it is a line, at a webhook with batch_mode: its end is that of the batch. Null for what is sent by itself, and while the batch is collected' }) batch_id: string | null;
  @OneOf(['declined', 'taken_back', 'endpoint_deleted'], { nullable: true, name: 'WebhookDeliveryClosedReason', what: 'Why it cannot be replayed' }) closed_reason: string | null;
  @Instant() created_at: number;
  @Instant({ nullable: true }) ended_at: number | null;
}

export const WebhookDeliveryPage = PageOf(WebhookDeliveryRead, 'WebhookDeliveryPage');

export class WebhookAttemptRead {
  @Str() id: string;
  @Int({ what: 'Counts from 1' }) number: number;
  @Instant() started_at: number;
  @Int({ what: 'Milliseconds' }) duration_ms: number;
  @Int({ nullable: true, what: 'HTTP status; null without an answer' }) status: number | null;
  @OneOf(['status', 'redirect', 'declined', 'rejected', 'timeout', 'connection', 'protocol', 'blocked_address', 'internal'], { nullable: true, name: 'WebhookAttemptErrorClass' }) error_class: string | null;
  @Str({ nullable: true }) error_text: string | null;
  @Str({ nullable: true, max: 20_000, what: 'At most 16 kB of the answer; null without one or where the webhook keeps no log' }) response_body: string | null;
  @Bool({ what: 'The answer was longer' }) is_response_cut: boolean;
}

export const WebhookAttemptPage = PageOf(WebhookAttemptRead, 'WebhookAttemptPage');

export class DeliveryListQuery {
  @Str({ optional: true, max: 40 }) order_id?: string;
  @OneOf(DELIVERY_STATUSES, { optional: true, name: 'WebhookDeliveryStatus', what: 'How far they are' }) status?: DeliveryStatus;
  @Str({ optional: true, max: 80 }) event_type?: string;
  @Str({ optional: true, max: 40, what: 'Those to this webhook' }) endpoint_id?: string;
  @QueryInt({ min: 1, max: 1_000, default: 50 }) limit?: number;
  @Cursor('whd') starting_after?: string;
}

export class DeliveriesReplay {
  @OneOf(['dead', 'failed', 'succeeded'], { optional: true, name: 'WebhookReplayStatus', what: 'How far they are. Without it: dead' }) status?: 'dead' | 'failed' | 'succeeded';
  @Str({ optional: true, max: 40, what: 'Those to this webhook' }) endpoint_id?: string;
  @Str({ optional: true, max: 80, what: 'Those of this event' }) event_type?: string;
  @Instant({ optional: true, what: 'Made at this time or later, Unix seconds' }) since?: number;
  @Instant({ optional: true, what: 'Made before this time, Unix seconds' }) until?: number;
  @Int({ optional: true, min: 1, max: REPLAYED_AT_ONCE, what: 'How many at most. Without it: 1,000' }) limit?: number;
  @Cursor('whd') starting_after?: string;
}

export class WebhookRecover {
  @Instant({ what: 'Everything that was made for it at this time or later and that it has not taken, Unix seconds' }) since: number;
  @Int({ optional: true, min: 1, max: REPLAYED_AT_ONCE, what: 'How many at most. Without it: 1,000' }) limit?: number;
  @Cursor('whd') starting_after?: string;
}

export class DeliveriesReplayed {
  @Int({ what: 'How many are sent again' }) replayed: number;
  @Bool({ what: 'There are more: ask again with next_cursor as starting_after' }) has_more: boolean;
  @Str({ nullable: true, what: 'The last delivery of these; null where there are no more' }) next_cursor: string | null;
}

export class AttemptListQuery {
  @QueryInt({ min: 1, max: 1_000, default: 100 }) limit?: number;
  @Cursor('wha') starting_after?: string;
}

class EventFactsRead {
  @Str() event_id: string;
  @Str() event_type: string;
  @Str() aggregate_type: string;
  @Str() aggregate_id: string;
  @Int({ what: 'Counts the events of the aggregate without gaps' }) sequence: number;
  @Str({ nullable: true }) order_id: string | null;
  @Str() idempotency_key: string;
  @Instant() created_at: number;
}

export class WebhookEventRead extends EventFactsRead {
  @Json({ what: 'The event as it is sent, but for what differs from webhook to webhook' }) body: Record<string, unknown>;
  @ListOf(() => WebhookDeliveryRead) deliveries: WebhookDeliveryRead[];
}

export class EventLogEntry extends EventFactsRead {
  @Str({ max: 1_000_000, what: 'The exact text of the event: what has to be signed when it is forwarded' }) body: string;
}

export const EventLog = PageOf(EventLogEntry, 'EventLog');

export class EventLogQuery {
  @Cursor('evt', { word: 'latest', what: 'Id of the last event that is known, or `latest` to learn where the log ends now. Without it: from the beginning' }) starting_after?: string;
  @QueryInt({ min: 1, max: 500, default: 100 }) limit?: number;
  @Str({ optional: true, max: 80 }) event_type?: string;
}

export class TestEventCreate {
  @Str({ optional: true, max: 80, what: 'Without it: the first that the webhook wants' }) event_type?: string;
}

export class TestEventRead {
  @Str() event_id: string;
  @Str() delivery_id: string;
  @Str() event_type: string;
}

export class PlayerVerifyTry {
  @Str({ min: 1, max: 255, what: 'About whom is asked' }) player_id: string;
}

export class TriedQuestionRead {
  @Str() event_id: string;
  @OneOf(['verified', 'refused', 'unavailable'], { name: 'PlayerVerdict', what: 'unavailable: nothing is decided, and a sign-in would be answered 503' }) outcome: string;
  @Str({ nullable: true, what: "Why it was no yes: the server's own code of a refusal, else a word of ours (`timeout`, `status_500`, `player_id_differs`, …)" }) reason: string | null;
  @Str({ nullable: true, max: 4_000, what: 'The same as a sentence' }) detail: string | null;
  @Json({ nullable: true, what: 'What was understood of the player' }) player: Record<string, unknown> | null;
  @Int({ nullable: true, what: 'HTTP status; null without an answer' }) status: number | null;
  @Int({ what: 'Milliseconds' }) duration_ms: number;
  @Str({ nullable: true, max: 2_000, what: 'The beginning of the answer; null without one or where the webhook keeps no log' }) response_body: string | null;
}
