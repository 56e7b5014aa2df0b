import { Bool, Instant, Int, Obj, OneOf, Str, Strs } from '#platform/http/fields';
import { API_VERSION } from '#platform/http/versions.dto';
import { Cursor, QueryInt, LIMIT_MAX, OFFSET_MAX } from '#platform/http/query-fields';
import { WEBHOOK_EVENT_TYPES } from '../contracts/commands.js';
import { URL_MAX } from '../app/endpoint-url.js';

const EVENTS = { of: WEBHOOK_EVENT_TYPES, name: 'WebhookEventType', min: 1, max: 100, what: 'What is sent to this address. `order.*` and `payment.*` stand for all of their group, `order.*` also for refund.failed; webhook.disabled tells of other webhooks that were disabled because they answered 410 or took nothing for 5 days; order.reserve is asked, so `order.*` does not hold it, and brings order.release with it; refund.consumption is asked too, before money of a refund goes; player.verify, order.reserve, refund.consumption, item.add and item.remove go to one enabled webhook only' } as const;
const METHOD = { name: 'WebhookMethod', what: 'The same signed JSON body is sent with either' } as const;
const SIGNATURES = ['standard-webhooks', 'timestamped-hmac'] as const;

export class WebhookSignature {
  @OneOf(SIGNATURES, { name: 'WebhookSignatureScheme', what: '`standard-webhooks` signs `id.timestamp.body` and has headers of its own; `timestamped-hmac` signs `timestamp.body` in headers that you name' }) scheme: 'standard-webhooks' | 'timestamped-hmac';
  @Str({ optional: true, nullable: true, max: 64, what: 'For timestamped-hmac: the header that carries the lowercase hex HMAC-SHA256 of `timestamp.body`' }) signature_header?: string | null;
  @Str({ optional: true, nullable: true, max: 64, what: 'For timestamped-hmac: the header that carries the timestamp in Unix seconds' }) timestamp_header?: string | null;
}

const ED25519 = 'Signs with an ed25519 key too (`v1a`, Standard Webhooks only): whoever verifies needs `public_key` and no secret. Switched off and on again it is a fresh key';
const ORDERED = 'Sends the events of one thing (`aggregate_id`) one after the other: one that fails holds up those behind it until it is taken or dead, and nothing else';
const PER_SECOND = { nullable: true, min: 1, max: 1_000, what: 'How many deliveries a second at most, over all workers, as many at once after a pause. What is more waits in line and uses up no attempts; player.verify is not counted. null: no bound' } as const;
const CONCURRENCY = { nullable: true, min: 1, max: 100, what: 'How many deliveries under way at a time at most, over all workers. What is more waits in line and uses up no attempts; player.verify is not counted. null: no bound' } as const;
const BATCH = { what: 'Tells of events together: one signed `batch.ready` with the address of a file that holds one event a line, the bytes that each would have been sent as. player.verify, order.reserve, order.release, item.add, item.remove and webhook.disabled still come one by one. batch.ready need not be among `events`' } as const;
const BATCH_SECONDS = { min: 1, max: 3_600, what: 'With batch_mode: a batch is closed so many seconds after its first event at the latest' } as const;
const BATCH_EVENTS = { min: 1, max: 10_000, what: 'With batch_mode: a batch is closed when it holds so many events, and never holds more' } as const;
const VERSION = { ...API_VERSION, what: 'The version in which this address is told of events and asked, `api_version` of each. What was told before a change keeps its bytes' } as const;
const SIGNATURE = { optional: true, what: 'How events are signed. Standard Webhooks unless told' } as const;

export class WebhookCreate {
  @Strs(EVENTS) events: string[];
  @Str({ min: 1, max: URL_MAX, what: 'https on port 443 or 8443; in a sandbox also http and loopback' }) url: string;
  @Str({ optional: true, nullable: true, max: 1_000, what: 'For the studio’s own eyes' }) description?: string | null;
  @OneOf(['GET', 'POST'], METHOD) method: 'GET' | 'POST';
  @Bool({ optional: true, default: true, what: 'Events for a disabled webhook wait and are sent once it is enabled' }) enabled?: boolean;
  @Bool({ optional: true, default: true, what: 'Keeps the beginning of the answers in the log of attempts' }) enabled_logs?: boolean;
  @Bool({ optional: true, nullable: true, what: 'Puts what is known of the player into `context`' }) player_context_enabled?: boolean | null;
  @Bool({ ...BATCH, optional: true, nullable: true, default: false }) batch_mode?: boolean | null;
  @Int({ ...BATCH_SECONDS, optional: true, default: 60 }) batch_max_seconds?: number;
  @Int({ ...BATCH_EVENTS, optional: true, default: 1_000 }) batch_max_events?: number;
  @Obj(() => WebhookSignature, SIGNATURE) signature?: WebhookSignature;
  @Bool({ optional: true, default: false, what: ED25519 }) ed25519_enabled?: boolean;
  @Bool({ optional: true, default: false, what: ORDERED }) ordered?: boolean;
  @Int({ ...PER_SECOND, optional: true }) max_per_second?: number | null;
  @Int({ ...CONCURRENCY, optional: true }) max_concurrency?: number | null;
  @Str({ ...VERSION, optional: true, what: `${VERSION.what}. Default the version of this request` }) api_version?: string;
  @Str({ optional: true, max: 200, what: 'A secret that your server already verifies with, when you move from another platform; without it a fresh one is made. Standard Webhooks: `whsec_` and base64 of 24 to 64 bytes' }) secret?: string;
}

export class WebhookUpdate {
  @Strs({ ...EVENTS, optional: true }) events?: string[];
  @Str({ optional: true, min: 1, max: URL_MAX }) url?: string;
  @Str({ optional: true, nullable: true, max: 1_000 }) description?: string | null;
  @OneOf(['GET', 'POST'], { ...METHOD, optional: true }) method?: 'GET' | 'POST';
  @Bool({ optional: true }) enabled?: boolean;
  @Bool({ optional: true }) enabled_logs?: boolean;
  @Bool({ optional: true, nullable: true }) player_context_enabled?: boolean | null;
  @Bool({ ...BATCH, optional: true, nullable: true }) batch_mode?: boolean | null;
  @Int({ ...BATCH_SECONDS, optional: true }) batch_max_seconds?: number;
  @Int({ ...BATCH_EVENTS, optional: true }) batch_max_events?: number;
  @Obj(() => WebhookSignature, SIGNATURE) signature?: WebhookSignature;
  @Bool({ optional: true, what: ED25519 }) ed25519_enabled?: boolean;
  @Bool({ optional: true, what: ORDERED }) ordered?: boolean;
  @Int({ ...PER_SECOND, optional: true }) max_per_second?: number | null;
  @Int({ ...CONCURRENCY, optional: true }) max_concurrency?: number | null;
  @Str({ ...VERSION, optional: true }) api_version?: string;
}

class WebhookRead {
  @Strs(EVENTS) events: string[];
  @Str() url: string;
  @Str({ nullable: true, optional: true }) description: string | null;
  @OneOf(['GET', 'POST'], METHOD) method: string;
  @Bool({ optional: true, default: true }) enabled: boolean;
  @OneOf(['requested', 'gone', 'failing'], { nullable: true, name: 'WebhookDisabledReason', what: 'Why it is disabled. requested: you did it; gone: it answered 410; failing: it took nothing for 5 days. What is for it waits until you enable it' }) disabled_reason: string | null;
  @Instant({ nullable: true, what: 'Since when it is disabled' }) disabled_at: number | null;
  @Bool({ optional: true, default: true }) enabled_logs: boolean;
  @Bool({ optional: true, nullable: true }) player_context_enabled: boolean | null;
  @Bool({ ...BATCH, optional: true, nullable: true }) batch_mode: boolean | null;
  @Int(BATCH_SECONDS) batch_max_seconds: number;
  @Int(BATCH_EVENTS) batch_max_events: number;
  @Str({ what: 'Id of the webhook (`whk_…`)' }) id: string;
  @Str({ what: 'The environment whose events it gets' }) game_id: string;
  @Obj(() => WebhookSignature, { what: 'How events are signed' }) signature: WebhookSignature;
  @Bool({ what: ORDERED }) ordered: boolean;
  @Int(PER_SECOND) max_per_second: number | null;
  @Int(CONCURRENCY) max_concurrency: number | null;
  @Str(VERSION) api_version: string;
  @Bool({ what: 'Its server has answered the challenge, or needs none: those of a sandbox. Until then a live webhook is sent nothing else, and what is for it waits' }) verified: boolean;
  @Str({ nullable: true, what: 'Why the last challenge was not answered: `timeout`, `connection`, `status_401`, `answer_not_json`, `challenge_differs`, …; null where it was, or none was sent' }) challenge_error: string | null;
  @Str({ nullable: true, what: 'The ed25519 key to verify `v1a` with: `whpk_` and base64 of 32 bytes; null unless ed25519_enabled' }) public_key: string | null;
  @Int({ what: 'Unix seconds' }) created_at: number;
  @Int({ nullable: true, what: 'Unix seconds' }) modified_at: number | null;
}

export class WebhookRedacted extends WebhookRead {
  @Str({ what: 'The secret without its middle' }) secret_redacted: string;
}

export class WebhookRevealed extends WebhookRead {
  @Str({ what: 'Newest signing secret, `whsec_…`' }) secret: string;
}

export class WebhookSourceAddresses {
  @Strs({ what: 'CIDR ranges, IPv4 and IPv6, as the operator tells them. Empty: none are promised, and a signature is all there is to go by' }) addresses: string[];
}

export class WebhookListQuery {
  @QueryInt({ min: 1, max: LIMIT_MAX, default: 300, what: 'How many at most' }) limit?: number;
  @QueryInt({ min: 0, max: OFFSET_MAX, default: 0, what: 'How many to skip' }) offset?: number;
  @Cursor('whk') starting_after?: string;
}

export class ExpireSecretQuery {
  @QueryInt({ min: 0, max: 604_800, default: 86_400, what: 'How long the old secret still verifies, at most 7 days; 0 cuts at once' }) overlap_seconds?: number;
}
