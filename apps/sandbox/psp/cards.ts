import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { refuseFields, type FieldError } from './refusal.js';
import type { CardOutcome, CardRow } from './rows.js';

interface TestCard {
  readonly number: string;
  readonly brand?: string;
  readonly country?: string;
  readonly outcome: CardOutcome['kind'];
  readonly response_code?: string;
  readonly scenario?: string;
}

const TEST_CARDS: ReadonlyMap<string, TestCard> = new Map(
  (JSON.parse(readFileSync(path.join(import.meta.dirname, 'test-cards.json'), 'utf8')) as { cards: TestCard[] }).cards.map((card) => [card.number, card]),
);

/** Issuers under the rules of strong customer authentication: the EEA and the United Kingdom. */
const SCA_COUNTRIES: ReadonlySet<string> = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' '),
);

/** Leading digits → brand, the longest prefix first; the wording is the one of the test cards. */
const BRANDS: readonly (readonly [RegExp, string])[] = [
  [/^(34|37)/, 'American Express'],
  [/^35(2[89]|[3-8])/, 'JCB'],
  [/^(6011|64[4-9]|65)/, 'Discover'],
  [/^(62|81)/, 'China Union Pay'],
  [/^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, 'Mastercard'],
  [/^4/, 'VISA'],
  [/^(50|5[6-9]|6)/, 'Maestro'],
];

export interface CardInput {
  readonly number: string;
  readonly exp_month: number;
  readonly exp_year: number;
  readonly security_code: string;
}

/** Checks what was typed and says what the card will do. Throws `invalid_card` naming every wrong field. The number goes no further than here. */
export function readCard(input: CardInput, now: Date, fingerprintKey: string): { card: CardRow; outcome: CardOutcome } {
  const number = input.number.replace(/[ -]/g, '');
  const brand = brandOf(number);
  const errors: FieldError[] = [];
  if (!/^\d{12,19}$/.test(number) || !passesLuhn(number)) errors.push({ field: 'number', message: 'The card number is not valid.' });
  if (!expiresInFuture(input.exp_month, input.exp_year, now)) errors.push({ field: 'expiry', message: 'The card has expired or the date is not valid.' });
  const digits = brand === 'American Express' ? 4 : 3;
  if (!/^\d+$/.test(input.security_code) || input.security_code.length !== digits) {
    errors.push({ field: 'security_code', message: `The security code has ${digits} digits.` });
  }
  if (errors.length > 0) throw refuseFields('invalid_card', errors);
  const known = TEST_CARDS.get(number);
  const card: CardRow = {
    brand: known?.brand ?? brand,
    last4: number.slice(-4),
    country: known?.country ?? null,
    exp_month: input.exp_month,
    exp_year: input.exp_year,
    bin: number.slice(0, number.length < 16 ? 6 : 8),
    fingerprint: createHmac('sha256', fingerprintKey).update(`card-fingerprint:${number}`).digest('hex').slice(0, 32),
  };
  return { card, outcome: outcomeOf(known, number, input.security_code) };
}

export function asksForStrongAuthentication(card: CardRow): boolean {
  return card.country !== null && SCA_COUNTRIES.has(card.country);
}

export function passesLuhn(number: string): boolean {
  let sum = 0;
  for (let place = 0; place < number.length; place += 1) {
    const digit = number.charCodeAt(number.length - 1 - place) - 48;
    const doubled = digit * 2;
    sum += place % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

export function brandOf(number: string): string {
  return BRANDS.find(([prefix]) => prefix.test(number))?.[1] ?? 'Unknown';
}

function expiresInFuture(month: number, year: number, now: Date): boolean {
  if (!Number.isInteger(month) || month < 1 || month > 12 || !Number.isInteger(year) || year > now.getUTCFullYear() + 30) return false;
  // A card is good to the last moment of its month.
  return Date.UTC(year, month, 1) > now.getTime();
}

/** Beside the list, so that as many different cards as wanted can pay: any issuer's, told by their ninth and tenth digit. */
const ALSO_SUCCEEDS = /^4\d{7}77\d{6}$/;
/** What their holder types who mistypes what no check digit guards: her bank says no, with the code of VISA for it. */
const WRONG_CODE = '000';

function outcomeOf(known: TestCard | undefined, number: string, securityCode: string): CardOutcome {
  if (known === undefined && ALSO_SUCCEEDS.test(number)) return securityCode === WRONG_CODE ? { kind: 'declined', response_code: 'N7', message: 'Security code does not match' } : { kind: 'succeeds' };
  if (known === undefined) return { kind: 'declined', response_code: '14', message: 'Invalid card number' };
  const scenario = known.scenario ?? '';
  switch (known.outcome) {
    case 'declined':
      return { kind: 'declined', response_code: known.response_code ?? '05', message: scenario };
    case 'succeeds_then_disputed':
      return {
        kind: 'succeeds_then_disputed',
        result: /dispute won/i.test(scenario) ? 'won' : 'lost',
        reason: scenario.split(':')[0]?.trim().toLowerCase().replaceAll(' ', '_') || 'general',
      };
    default:
      return { kind: known.outcome };
  }
}
