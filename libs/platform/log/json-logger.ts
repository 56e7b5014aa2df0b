import type { LoggerService } from '@nestjs/common';
import pino, { type Logger } from 'pino';
import { currentTraceId } from '../tracing/spans.js';

/**
 * Members of a log object that may be written; everything else is dropped, so that no secret or personal datum slips in by accident. What the code logs has
 * to stand here (test/contract/log-lines): a figure that is dropped is missed by the person who reads an alarm.
 */
const ALLOWED = new Set([
  'msg', 'error', 'request_id', 'trace_id', 'route', 'method', 'status', 'duration_ms', 'off_ms', 'game_id', 'event_id', 'order_id', 'payment_id', 'saved_method_id', 'export_id', 'asked_by', 'approved_by', 'fetched_by', 'refund_id', 'payout_id', 'return_id', 'report_id', 'legal_entity', 'form', 'studio_id', 'currency', 'period', 'bank_minor', 'bank_currency', 'rate_date', 'delivery_id', 'endpoint_id', 'job_id', 'subscriber', 'type',
  'attempts', 'kind', 'chime', 'port', 'url', 'count', 'state', 'outcome', 'reason', 'provider', 'code', 'version', 'pid', 'event_type', 'error_class', 'message', 'file', 'actor',
  'asked', 'reported', 'was', 'purpose', 'failure', 'refunds_last_hour', 'paid_last_hour', 'slice', 'broken', 'by', 'cause_id', 'dispute_id', 'first', 'other', 'failures', 'job_key', 'step_id', 'operation', 'gdpr_request_id', 'member_id', 'withdrawal_id', 'programme', 'scheme', 'step', 'cases', 'base', 'declined_cards', 'approved', 'stopped', 'subject',
]);

export function onlyAllowed(entry: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => ALLOWED.has(key)));
}

/** pino behind Nest's logger: one JSON line per entry. */
export class JsonLogger implements LoggerService {
  readonly pino: Logger;
  /** Hears what every error says. */
  onError: (line: string) => void = () => undefined;
  constructor(level: string) {
    this.pino = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  }
  log(message: unknown, ...rest: unknown[]): void { this.write('info', message, rest); }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
    this.onError(String((message as { msg?: unknown } | null)?.msg ?? message));
  }
  warn(message: unknown, ...rest: unknown[]): void { this.write('warn', message, rest); }
  debug(message: unknown, ...rest: unknown[]): void { this.write('debug', message, rest); }
  verbose(message: unknown, ...rest: unknown[]): void { this.write('trace', message, rest); }

  private write(level: 'info' | 'error' | 'warn' | 'debug' | 'trace', message: unknown, rest: unknown[]): void {
    const traceId = currentTraceId();
    const context = { ...(traceId ? { trace_id: traceId } : {}), ...(rest.length > 0 && typeof rest.at(-1) === 'string' ? { context: rest.at(-1) } : {}) };
    if (typeof message === 'object' && message !== null && !(message instanceof Error)) {
      const entry = message as Record<string, unknown>;
      this.pino[level]({ ...onlyAllowed(entry), ...context }, String(entry['msg'] ?? ''));
    } else {
      const stack = rest.length > 1 ? { error: rest[0] } : {};
      this.pino[level]({ ...stack, ...context }, message instanceof Error ? (message.stack ?? message.message) : String(message));
    }
  }
}
