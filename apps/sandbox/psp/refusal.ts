import { STATUS_CODES } from 'node:http';

export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** A call that is refused: becomes application/problem+json. Nothing was booked. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
  }
}

export function refuseFields(code: 'invalid_request' | 'invalid_card', errors: readonly FieldError[]): Refusal {
  return new Refusal(422, code, errors.map((one) => `${one.field}: ${one.message}`).join(' '), { errors });
}

export function problemBody(status: number, code: string, detail: string, extra: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, code, detail, ...extra });
}
