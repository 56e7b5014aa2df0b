import { Egress, EgressError, type ClientIdentity, type EgressAnswer } from '#platform/egress/egress';
import type { GatewayAnswer } from '../../domain/payment-gateway.js';
import { Unreadable } from './unreadable.js';

export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws Unreadable */
export function objectOf(value: unknown, what: string): Json {
  if (!isObject(value)) throw new Unreadable(`${what} is not an object`);
  return value;
}

/** @throws Unreadable */
export function textOf(from: Json, name: string, max = 255): string {
  const value = from[name];
  if (typeof value !== 'string' || value === '' || value.length > max) throw new Unreadable(`${name} is not a text`);
  return value;
}

export interface ProviderCall {
  method: 'GET' | 'POST' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  body?: object | string;
  deadline_ms: number;
  maxBytes?: number;
  /** By what we are known, where the other side asks for a certificate. */
  identity?: ClientIdentity;
  /** Answers that mean it surely did not act and may on another day; 401, 403 and 429 unless told. */
  unavailable?: readonly number[];
}

/** What an answer that is no success says; `null`: it may have acted all the same. */
export type Refusal = (status: number, json: unknown) => { code: string; message: string } | null;

const MAX_BYTES = 4 * 1_048_576;
/** Somebody else's request runs under the key, or ran; a request that timed out on the way. */
const AMBIGUOUS = [408, 409];
const UNAVAILABLE = [401, 403, 429];

/**
 * One question to a provider over HTTP and JSON. 401, 403 and 429: refused before anything was booked, and another day it may work. Other answers of 4xx are refusals, unless the
 * provider's own rule says otherwise; what is left says nothing of whether it has acted.
 */
export async function askProvider<T>(egress: Egress, call: ProviderCall, read: (json: unknown, answer: EgressAnswer) => T, refusal: Refusal): Promise<GatewayAnswer<T>> {
  let answer: EgressAnswer;
  const isText = typeof call.body === 'string';
  try {
    answer = await egress.send({
      method: call.method, url: call.url, headers: { accept: 'application/json', ...(call.body && !isText ? { 'content-type': 'application/json' } : {}), ...call.headers },
      ...(call.body ? { body: isText ? (call.body as string) : JSON.stringify(call.body) } : {}),
      deadlineMs: Math.max(1, Math.round(call.deadline_ms)), maxBytes: call.maxBytes ?? MAX_BYTES, reach: 'any', ...(call.identity ? { identity: call.identity } : {}),
    });
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    return error.sent ? { outcome: 'unknown', reason: error.reason } : { outcome: 'unavailable', reason: error.reason };
  }
  const { status } = answer;
  if (status >= 200 && status < 300) return readable(answer, read);
  if ((call.unavailable ?? UNAVAILABLE).includes(status)) return { outcome: 'unavailable', reason: `http_${status}` };
  const refused = status >= 400 && status < 500 && !AMBIGUOUS.includes(status) ? refusal(status, jsonOrNull(answer)) : null;
  return refused ? { outcome: 'refused', code: refused.code.slice(0, 60), message: refused.message.slice(0, 500) } : { outcome: 'unknown', reason: `http_${status}` };
}

/** A removal: what is not there any more is removed. */
export function gone(answer: GatewayAnswer<null>, isUnknown: (code: string) => boolean): GatewayAnswer<null> {
  return answer.outcome === 'refused' && isUnknown(answer.code) ? { outcome: 'answered', value: null } : answer;
}

function readable<T>(answer: EgressAnswer, read: (json: unknown, answer: EgressAnswer) => T): GatewayAnswer<T> {
  try {
    if (answer.cut) throw new Unreadable('too long');
    return { outcome: 'answered', value: read(answer.body.length === 0 ? null : JSON.parse(answer.body.toString('utf8')), answer) };
  } catch (error) {
    if (error instanceof Unreadable || error instanceof SyntaxError) return { outcome: 'unknown', reason: `unreadable: ${error.message.slice(0, 200)}` };
    throw error;
  }
}

function jsonOrNull(answer: EgressAnswer): unknown {
  try {
    return JSON.parse(answer.body.toString('utf8'));
  } catch {
    return null;
  }
}
