import { Call, Query } from '#platform/kernel/messages';
import type { SignatureScheme } from '#platform/kernel/signature-scheme';

/** The contract has no group for refunds, and a refund that failed is news of its order. */
const GROUP_OF: Readonly<Record<string, string>> = { 'refund.failed': 'order.*' };
/** What is asked is had by name only, and whoever was asked for a reservation is told that it is over. */
const BY_NAME: Readonly<Record<string, string>> = { 'order.reserve': 'order.reserve', 'order.release': 'order.reserve', 'refund.consumption': 'refund.consumption', 'refund.clawback': 'refund.clawback' };

/** What an endpoint has to have registered one of to be sent an event of `type`. */
export function subscriptionsTo(type: string): string[] {
  const name = BY_NAME[type];
  return name ? [name] : [type, GROUP_OF[type] ?? `${type.split('.')[0]}.*`];
}

/** Whether an endpoint that registered `events` wants an event of `type`. */
export function wants(events: readonly string[], type: string): boolean {
  return subscriptionsTo(type).some((each) => events.includes(each));
}

/** How an endpoint is told of events together: a batch is closed after so many seconds, or when it holds so many events. */
export interface BatchBounds {
  max_seconds: number;
  max_events: number;
}

/** An endpoint that wants an event of this type (wildcards resolved, enabled or not; a live one that is unverified counts as disabled). */
export interface SubscribedEndpoint {
  endpoint_id: string;
  enabled: boolean;
  /** Whether the envelope carries what is known of the player. */
  player_context_enabled: boolean;
  /** Null: one by one. */
  batch: BatchBounds | null;
  /** The version in which it is told of events. */
  api_version: string;
}

/** Where a delivery goes and how it is signed. Secrets newest first; never leaves the process. */
export interface DeliveryTarget {
  endpoint_id: string;
  url: string;
  method: 'GET' | 'POST';
  /** It is called: enabled, and verified where it is live. */
  enabled: boolean;
  signature: SignatureScheme;
  secrets: string[];
  player_context_enabled: boolean;
  enabled_logs: boolean;
  /** An event waits for the one before it of the same aggregate. */
  ordered: boolean;
  /** How many deliveries it wants in a second, and under way at a time, at most; null for as many as there are. */
  max_per_second: number | null;
  max_concurrency: number | null;
  /** Null: one by one. */
  batch: BatchBounds | null;
  /** The version in which it is told of events, and asked. */
  api_version: string;
  /** A sandbox endpoint may be on this machine. */
  reach: 'public' | 'public_or_loopback';
}

/** The endpoints that an event of this type goes to, as they stand in the open transaction: what was registered before an event is told of it. */
export class ListEndpointsFor extends Query<SubscribedEndpoint[]> {
  constructor(readonly eventType: string) { super(); }
}

/** True when an enabled endpoint is bound to this event (`item.add`, `player.verify`). */
export class HasEndpointFor extends Query<boolean> {
  constructor(readonly eventType: string) { super(); }
}

/**
 * How a game is given what was paid for. `push`: its server is told (`item.add`). `reserve`: it is asked before money is taken (`order.reserve`), then told. `claim`: the player's client collects, and no
 * server is needed.
 */
export const FULFILLMENT_MODES = ['push', 'reserve', 'claim'] as const;
export type FulfillmentMode = (typeof FULFILLMENT_MODES)[number];

export interface Fulfillment {
  /** `push` unless the studio chose another. It may be a second old. */
  mode: FulfillmentMode;
  /** Whether whoever has to be told has an enabled endpoint. That it has none is never said from memory. */
  is_ready: boolean;
}

/** How an order that is begun now is fulfilled. */
export class GetFulfillment extends Query<Fulfillment> {}

/** The newest signing secret of an endpoint, `whsec_…`. Throws `webhook.not_found`. */
export class GetEndpointSecret extends Query<string> {
  constructor(readonly endpointId: string) { super(); }
}

/** Null when the endpoint no longer exists. An address may be a second old; that there is none or that it is disabled never is. */
export class GetDeliveryTarget extends Query<DeliveryTarget | null> {
  constructor(readonly endpointId: string) { super(); }
}

/** What the game server says of a player (`player.verify`). */
export interface VerifiedPlayer {
  player_id: string;
  name: string;
  avatar_url: string | null;
  email: string | null;
  country: string | null;
  attributes: Record<string, unknown>;
  custom_attributes: Record<string, unknown>;
  segments: string[];
  balances: { sku: string; quantity: number }[];
}

/**
 * Asks the game server about a player: 3 s in all, no retry; a positive answer is good for 10 minutes.
 * `refused`: 4xx or `banned`. `unavailable`: no endpoint, no answer in time, 5xx or an answer that cannot be read.
 * `detail` says of the server what happened, for whoever wires it; it is not for players.
 */
export type PlayerVerdict =
  | { outcome: 'verified'; player: VerifiedPlayer; cached: boolean }
  | { outcome: 'refused'; code: string; message: string; detail: string }
  | { outcome: 'unavailable'; reason: string; detail: string };

/** `context`: what is known of the player, told where the endpoint asks for it. */
export class VerifyPlayer extends Call<PlayerVerdict> {
  constructor(readonly input: { player_id: string; trigger: string; context: object | null; fresh?: boolean }) { super(); }
}

/** Whether the game's last yes to a player is still believed: nobody has to be asked. */
export class IsPlayerVerified extends Query<boolean> {
  constructor(readonly playerId: string) { super(); }
}

/** A question to one endpoint and everything that came of it. */
export interface TriedQuestion {
  event_id: string;
  verdict: PlayerVerdict;
  status: number | null;
  duration_ms: number;
  /** The beginning of the answer; null without one, and where the endpoint keeps no log. */
  response_body: string | null;
}

/** Asks one endpoint about a player, bound to the question or not, and believes nothing of it afterwards. Throws `webhook.not_found`, `webhook.unverified`. */
export class TryVerifyPlayer extends Call<TriedQuestion> {
  constructor(readonly input: { endpoint_id: string; player_id: string; context: object | null }) { super(); }
}

/** What the game is asked to keep for a player who is about to pay. */
export interface WantedReservation {
  reservation_id: string;
  order_id: string;
  player_id: string;
  /** `event_data` of the question. */
  data: object;
}

/**
 * Whether the game keeps what is about to be paid for. `refused`: it said so in the words of the contract, `{"status":"error","code":…}` with a 4xx or 2xx; nothing is kept. `unavailable`: anything else that is no 2xx,
 * and no answer in time; where it `may_stand` nobody knows whether the game keeps it. `detail` is not for players.
 */
export type ReservationVerdict =
  | { outcome: 'reserved' }
  | { outcome: 'refused'; code: string; message: string }
  | { outcome: 'unavailable'; reason: string; detail: string; may_stand: boolean };

/** What the game is asked about a refund that is about to go: `event_data` of the question. */
export interface ConsumptionQuestion {
  refund_id: string;
  order_id: string;
  player_id: string;
  reason_code: string | null;
  items: { line_id: string; id: string; sku: string; quantity: number }[];
}

/** What it says of each line; `unanswered`: no answer in time, or none that says something of each line. `not_asked`: no enabled webhook has `refund.consumption`. */
export type ConsumptionTold =
  | { outcome: 'answered'; items: { line_id: string; state: 'unused' | 'used' | 'transferred' }[] }
  | { outcome: 'unanswered'; reason: string }
  | { outcome: 'not_asked' };

/** Asks the game server whether the items of a refund are used (`refund.consumption`): 3 s in all, once; after five silences in a row not for a minute. */
export class AskConsumption extends Call<ConsumptionTold> {
  constructor(readonly input: ConsumptionQuestion) { super(); }
}

/** Asks the game server to keep what an order wants (`order.reserve`): 3 s in all, once. */
export class AskReservation extends Call<ReservationVerdict> {
  constructor(readonly input: WantedReservation) { super(); }
}
