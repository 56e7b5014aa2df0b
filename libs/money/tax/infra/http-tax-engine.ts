import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { signatureHeaders } from '#platform/crypto/webhook-signature';
import { Egress, EgressError, type EgressAnswer } from '#platform/egress/egress';
import { Clock } from '#platform/kernel/clock';
import type { EngineQuestion } from '../contracts/queries.js';
import { TaxEngine, type EngineCommit, type EngineOutcome, type EngineReceipt, type EngineReversal, type EngineSays, type EngineVoid } from '../domain/tax-engine.js';

export const ENGINE_PROTOCOL = 'hubcraft-tax/1';
/** A buyer waits for a quote. */
const QUOTE_DEADLINE_MS = 3_000;
const STEP_DEADLINE_MS = 10_000;
const ANSWER_MAX_BYTES = 65_536;
/** After this many quotes in a row without an answer the engine is asked for none for a while: each buyer would wait for the deadline. */
const SILENCES = 3;
const LEFT_ALONE_MS = 10_000;

const unknown = (failure: string) => ({ outcome: 'unknown', failure }) as const;
const word = (value: unknown): string => (typeof value === 'string' && /^[a-z0-9_.]{1,60}$/.test(value) ? value : 'unnamed');

/** What an answer of the protocol says. One under another key, or of another form, is none. */
export function readEngineAnswer({ status, body, cut }: Pick<EgressAnswer, 'status' | 'body' | 'cut'>, key: string): EngineOutcome<Record<string, unknown>> {
  let json: Record<string, unknown> | null = null;
  try {
    json = cut ? null : (JSON.parse(body.toString('utf8')) as Record<string, unknown> | null);
  } catch {
    // A page of a proxy: below.
  }
  const isAnswer = typeof json === 'object' && json !== null && !Array.isArray(json) && json['protocol'] === ENGINE_PROTOCOL;
  if (!isAnswer || json === null) return unknown(status === 200 || status === 422 ? 'unreadable' : `http_${status}`);
  if (json['idempotency_key'] !== key) return unknown('other_key');
  if (status === 200 && json['outcome'] === 'answered') return { outcome: 'answered', answer: json };
  if (status === 422 && json['outcome'] === 'refused') return { outcome: 'refused', failure: word(json['code']) };
  return unknown(status === 200 || status === 422 ? 'unreadable' : `http_${status}`);
}

/** An engine behind an address of the operator's: one POST per operation, JSON, signed as webhooks are (docs/guides/tax-engine.md). */
@Injectable()
export class HttpTaxEngine extends TaxEngine {
  private silences = 0;
  private leftAloneUntil = 0;

  constructor(private readonly config: Config, private readonly egress: Egress, private readonly clock: Clock) {
    super();
  }

  async quote(question: EngineQuestion, key: string): Promise<EngineOutcome<EngineSays>> {
    if (performance.now() < this.leftAloneUntil) return unknown('left_alone');
    const said = await this.send('quote', key, question, QUOTE_DEADLINE_MS);
    this.silences = said.outcome === 'unknown' ? this.silences + 1 : 0;
    if (this.silences >= SILENCES) this.leftAloneUntil = performance.now() + LEFT_ALONE_MS;
    if (said.outcome !== 'answered') return said;
    const { reference, treatment, currency, rate = null, net, tax, total, lines, components } = said.answer;
    return { outcome: 'answered', answer: { reference, treatment, currency, rate, net, tax, total, lines, components } };
  }

  commit(sale: EngineCommit, key: string): Promise<EngineReceipt> {
    return this.tell('commit', key, sale);
  }

  reverse(part: EngineReversal, key: string): Promise<EngineReceipt> {
    return this.tell('reverse', key, part);
  }

  void(sale: EngineVoid, key: string): Promise<EngineReceipt> {
    return this.tell('void', key, sale);
  }

  private async tell(operation: string, key: string, told: object): Promise<EngineReceipt> {
    const said = await this.send(operation, key, told, STEP_DEADLINE_MS);
    if (said.outcome !== 'answered') return said;
    const { reference } = said.answer;
    return typeof reference === 'string' && reference !== '' && reference.length <= 200 ? { outcome: 'answered', answer: { reference } } : unknown('unreadable');
  }

  private async send(operation: string, key: string, told: object, deadlineMs: number): Promise<EngineOutcome<Record<string, unknown>>> {
    const url = this.config.optional('TAX_ENGINE_URL');
    const secret = this.config.optional('TAX_ENGINE_SECRET');
    if (!url || !secret) return unknown('not_configured');
    const body = Buffer.from(JSON.stringify({ protocol: ENGINE_PROTOCOL, operation, idempotency_key: key, ...told }));
    const headers = { 'content-type': 'application/json', accept: 'application/json', ...signatureHeaders({ scheme: 'standard-webhooks' }, [secret], key, this.clock.nowSeconds(), body) };
    try {
      return readEngineAnswer(await this.egress.send({ method: 'POST', url, headers, body, deadlineMs, maxBytes: ANSWER_MAX_BYTES, reach: 'any' }), key);
    } catch (error) {
      if (error instanceof EgressError) return unknown(error.reason);
      throw error;
    }
  }
}
