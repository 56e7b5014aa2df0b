import { kindOf } from './ids.js';
import type { MethodProvider } from './method-table.js';

/** What kind of thing a buyer is asked for: how it is checked, and which field a page draws. */
export const FIELD_KINDS = ['name', 'full_name', 'email', 'phone', 'code', 'tax_id_br', 'street', 'city', 'region_br', 'postcode_br'] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

/** One thing that a provider wants to be told of the buyer with a payment by a method. */
export interface MethodField {
  /** As `method_fields` of `pay` names it. */
  name: string;
  kind: FieldKind;
  /** How it looks, of nobody; null where anything goes. */
  format: string | null;
  required: boolean;
}

/** What is wrong with one field; never what stood in it. */
export interface FieldProblem {
  name: string;
  type: 'missing' | 'malformed' | 'not_asked_for';
}

const field = (name: string, kind: FieldKind, format: string | null = null): MethodField => ({ name, kind, format, required: true });

const NAME = field('name', 'name');
const FULL_NAME = field('name', 'full_name');
const EMAIL = field('email', 'email', 'name@example.com');
const CODE = field('code', 'code', '123456');
const PHONE = field('phone', 'phone', '+351 912 345 678');
const TAX_ID_BR = field('tax_id', 'tax_id_br', '123.456.789-09');
const ADDRESS_BR = [field('street', 'street'), field('city', 'city'), field('region', 'region_br'), field('postcode', 'postcode_br', '01310-100')];

/** What each provider wants to be told with a payment by a method; a method that does not stand here needs nothing of the buyer. Sources: `SOURCES.md`. */
const ASKS: Readonly<Partial<Record<MethodProvider, Readonly<Record<string, readonly MethodField[]>>>>> = {
  sandbox: { code: [NAME, CODE] },
  stripe: { bancontact: [NAME], eps: [NAME], przelewy24: [EMAIL], blik: [CODE], oxxo: [FULL_NAME, EMAIL], boleto: [FULL_NAME, EMAIL, TAX_ID_BR, ...ADDRESS_BR], pix: [FULL_NAME, EMAIL, TAX_ID_BR] },
  adyen: { blik: [CODE], mb_way: [PHONE] },
};

export function fieldsOf(provider: string, method: string): readonly MethodField[] {
  const kind = kindOf(provider);
  const asks = Object.hasOwn(ASKS, kind) ? ASKS[kind as MethodProvider]! : {};
  return Object.hasOwn(asks, method) ? asks[method]! : [];
}

/** Methods that the buyer confirms in an app of her own, with no page in between. */
export const CONFIRMED_IN_APP: readonly string[] = ['blik', 'mb_way', 'code'];

/** The states of Brazil and its federal district, ISO 3166-2:BR without the country. */
const BR_STATES = ['AC', 'AL', 'AP', 'AM', 'BA', 'CE', 'DF', 'ES', 'GO', 'MA', 'MT', 'MS', 'MG', 'PA', 'PB', 'PR', 'PE', 'PI', 'RJ', 'RN', 'RS', 'RO', 'RR', 'SC', 'SP', 'SE', 'TO'] as const;

const FIELD_MAX = 200;
const EMAIL_FORM = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@.<>"]{2,}$/;

const digits = (text: string): string => text.replace(/[\s.()/-]/g, '');

/** Sum of the digits by their weights, modulo 11, as Brazil's tax office computes check digits. Letters count by their character code less 48. */
function checkDigit(characters: string, weights: readonly number[]): number {
  const rest = weights.reduce((sum, weight, at) => sum + weight * (characters.charCodeAt(at) - 48), 0) % 11;
  return rest < 2 ? 0 : 11 - rest;
}

const down = (from: number, count: number): number[] => Array.from({ length: count }, (_, at) => from - at);
const CNPJ_WEIGHTS = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];

const isCpf = (text: string): boolean => /^\d{11}$/.test(text) && !/^(\d)\1+$/.test(text) && checkDigit(text, down(10, 9)) === Number(text[9]) && checkDigit(text, down(11, 10)) === Number(text[10]);

/** Since July 2026 the first twelve may be letters, too. */
function isCnpj(text: string): boolean {
  return /^[0-9A-Z]{12}\d{2}$/.test(text) && !/^(.)\1+$/.test(text) && checkDigit(text, CNPJ_WEIGHTS.slice(1)) === Number(text[12]) && checkDigit(text, CNPJ_WEIGHTS) === Number(text[13]);
}

const words = (text: string): string[] => text.split(' ').filter((word) => /\p{L}.*\p{L}/u.test(word));

/** Each kind: as it is written for a provider, or null where it is none. `text` has no spaces around it, and one where there were more. */
const READ: Readonly<Record<FieldKind, (text: string) => string | null>> = {
  name: (text) => (/\p{L}/u.test(text) && text.length >= 2 && text.length <= 100 ? text : null),
  full_name: (text) => (words(text).length >= 2 && text.length <= 100 ? text : null),
  email: (text) => (text.length <= 254 && EMAIL_FORM.test(text) ? text : null),
  phone: (text) => {
    const number = digits(text).replace(/^00/, '+');
    return /^\+[1-9]\d{7,14}$/.test(number) ? number : null;
  },
  code: (text) => (/^\d{6}$/.test(digits(text)) ? digits(text) : null),
  tax_id_br: (text) => {
    const number = digits(text).toUpperCase();
    return isCpf(number) || isCnpj(number) ? number : null;
  },
  street: (text) => (text.length >= 3 && text.length <= FIELD_MAX && /\p{L}/u.test(text) ? text : null),
  city: (text) => (text.length >= 2 && text.length <= 100 && /\p{L}/u.test(text) ? text : null),
  region_br: (text) => BR_STATES.find((state) => state === text.toUpperCase()) ?? null,
  postcode_br: (text) => (/^\d{8}$/.test(digits(text)) ? digits(text) : null),
};

/** One field as it is sent to a provider; null: it is not of this kind. */
export function readField(kind: FieldKind, told: string): string | null {
  const text = told.normalize('NFC').trim().replace(/\s+/g, ' ');
  return text.length > 254 || /\p{Cc}/u.test(text) ? null : READ[kind](text);
}

/** What was told, as it is sent to the provider, or what is wrong with it. What is not asked for is refused: nobody needs it. */
export function readFields(asked: readonly MethodField[], told: Readonly<Record<string, string>>): { values: Record<string, string> } | { problems: FieldProblem[] } {
  const values: Record<string, string> = {};
  const problems: FieldProblem[] = Object.keys(told).filter((name) => !asked.some((each) => each.name === name)).map((name) => ({ name, type: 'not_asked_for' }));
  for (const { name, kind, required } of asked) {
    const text = Object.hasOwn(told, name) ? told[name]! : '';
    if (text.trim() === '') {
      if (required) problems.push({ name, type: 'missing' });
      continue;
    }
    const value = readField(kind, text);
    if (value === null) problems.push({ name, type: 'malformed' });
    else values[name] = value;
  }
  return problems.length > 0 ? { problems } : { values };
}
