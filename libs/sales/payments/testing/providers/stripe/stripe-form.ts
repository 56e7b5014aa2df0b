import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What Stripe publishes of itself, as far as it is used here. */
export const DESCRIPTION = JSON.parse(readFileSync(path.join(import.meta.dirname, 'description.json'), 'utf8')) as { parameters: Record<string, string[]>; resources: Record<string, Record<string, unknown>> };

export type Form = { [name: string]: string | string[] | Form };

/** An error as Stripe answers it. */
export class StripeRefusal extends Error {
  constructor(readonly status: number, readonly error: Record<string, unknown>) { super(String(error['message'])); }
}

export const invalid = (code: string | undefined, param: string | undefined, message: string, status = 400): StripeRefusal =>
  new StripeRefusal(status, { type: 'invalid_request_error', ...(code ? { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` } : {}), ...(param ? { param } : {}), message });

/** Rack's nested forms: `a[b]=1&c[0]=x`. */
export function readForm(pairs: URLSearchParams): Form {
  const form: Form = {};
  for (const [name, value] of pairs) {
    const steps = [/^[^[]+/.exec(name)![0], ...[...name.matchAll(/\[([^\]]*)\]/g)].map((match) => match[1]!)];
    let at: Form = form;
    steps.slice(0, -1).forEach((step, index) => {
      const next = /^\d*$/.test(steps[index + 1]!) ? [] : {};
      at = (at[step] ??= next as never) as Form;
    });
    const last = steps.at(-1)!;
    if (Array.isArray(at)) (at as unknown as string[]).push(value);
    else at[last] = value;
  }
  return form;
}

/** Refuses what the operation does not know. */
export function checkParameters(operation: string, form: Form): void {
  const known = DESCRIPTION.parameters[operation];
  if (!known) throw invalid(undefined, undefined, `Unrecognized request URL (${operation}).`, 404);
  const unknown = Object.keys(form).find((name) => !known.includes(name));
  if (unknown) throw invalid('parameter_unknown', unknown, `Received unknown parameter: ${unknown}`);
}

export function integerOf(form: Form, name: string): number {
  const text = form[name];
  if (text === undefined) throw invalid('parameter_missing', name, `Missing required param: ${name}.`);
  if (typeof text !== 'string' || !/^-?\d+$/.test(text)) throw invalid('parameter_invalid_integer', name, `Invalid integer: ${String(text)}`);
  if (Number(text) < 1) throw invalid('parameter_invalid_integer', name, 'This value must be greater than or equal to 1.');
  return Number(text);
}

/** By https://docs.stripe.com/currencies, in Stripe's own words and units. */
const ZERO_DECIMAL = ['bif', 'clp', 'djf', 'gnf', 'jpy', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'vnd', 'vuv', 'xaf', 'xof', 'xpf'];
const THREE_DECIMAL = ['bhd', 'jod', 'kwd', 'omr', 'tnd'];
const WHOLE_ONLY = ['isk', 'ugx'];
const NOT_TAKEN = ['kpw', 'irr', 'iqd', 'lyd', 'cup', 'syp', 'sdg', 'ssp', 'ern', 'btn', 'tmt', 'ved', 'ves', 'svc', 'stn', 'ghs', 'mru', 'zwg', 'zwl', 'byr'];

export function checkAmount(form: Form): { amount: number; currency: string } {
  const amount = integerOf(form, 'amount');
  const currency = form['currency'];
  if (typeof currency !== 'string') throw invalid('parameter_missing', 'currency', 'Missing required param: currency.');
  if (!/^[a-z]{3}$/.test(currency) || NOT_TAKEN.includes(currency)) throw invalid(undefined, 'currency', `Invalid currency: ${currency}. Stripe currently supports these currencies: usd, aed, afn, …`);
  if (THREE_DECIMAL.includes(currency) && amount % 10 !== 0) throw invalid('parameter_invalid_integer', 'amount', `Amounts in ${currency} must be a multiple of 10.`);
  if (WHOLE_ONLY.includes(currency) && amount % 100 !== 0) throw invalid('parameter_invalid_integer', 'amount', `Amounts in ${currency} must be a multiple of 100.`);
  if (amount < (ZERO_DECIMAL.includes(currency) ? 5 : 50)) throw invalid('amount_too_small', 'amount', 'Amount must convert to at least 50 cents.');
  if (amount > 99_999_999_999) throw invalid('amount_too_large', 'amount', 'Amount must be no more than $999,999.99');
  return { amount, currency };
}
