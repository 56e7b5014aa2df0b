import type { CheckoutView } from '#sales/checkout/queries';
import type { Answer } from '../islands/dom.js';
import type { Say } from '../messages/messages.js';
import { useNow } from './use-now.js';

type Field = CheckoutView['methods'][number]['fields'][number];
type Id = `method-field-${string}`;

export const idOf = (name: string): Id => `method-field-${name}`;

interface FieldError {
  loc: string[];
  type: string;
}

const errorsOf = (body: Answer['body']): FieldError[] => (body.errors ?? []) as FieldError[];
const isOneOf = (fields: readonly Field[]) => ({ loc }: FieldError): boolean => fields.some(({ name }) => name === loc.at(-1));

/** Whether all that the server says stands at one of these fields. Another provider may ask for something else by now, and what is not asked for has no place of its own. */
export function isAtFields({ body }: Answer, fields: readonly Field[]): boolean {
  const errors = errorsOf(body);
  return errors.length > 0 && errors.every(isOneOf(fields));
}

/** What a method needs to know of her: typed here, sent with the payment, and kept nowhere. */
export interface ToldFields {
  valueOf(field: Field): string;
  faultOf(name: string): string;
  type(name: string, value: string): void;
  /** The first field that is not filled in, or null. */
  missing(fields: readonly Field[]): Id | null;
  /** As `pay` takes it. */
  sent(fields: readonly Field[]): { method_fields?: Record<string, string> };
  /** What the server says against it: the first of those `fields` that it names, or null. A code is used up. */
  answered(answer: Answer, fields: readonly Field[]): Id | null;
}

/** `email`: what she has typed already, for those who want it too. */
export function useMethodFields(email: string, say: Say): ToldFields {
  const book = useNow<{ typed: Record<string, string>; faults: Record<string, string> }>({ typed: {}, faults: {} });
  const valueOf = ({ name, kind }: Field): string => book.now().typed[name] ?? (kind === 'email' ? email : '');
  const first = (faults: Record<string, string>): Id | null => {
    book.set({ ...book.now(), faults });
    const [name] = Object.keys(faults);
    return name === undefined ? null : idOf(name);
  };
  return {
    valueOf,
    faultOf: (name) => book.shown.faults[name] ?? '',
    type(name, value) {
      const { [name]: _, ...faults } = book.now().faults;
      book.set({ typed: { ...book.now().typed, [name]: value }, faults });
    },
    missing: (fields) => first(Object.fromEntries(fields.filter((field) => field.required && valueOf(field).trim() === '').map(({ name }) => [name, say('field_missing')]))),
    sent: (fields) => (fields.length > 0 ? { method_fields: Object.fromEntries(fields.map((field) => [field.name, valueOf(field).trim()]).filter(([, value]) => value !== '')) as Record<string, string> } : {}),
    answered({ body }, fields) {
      const { code: _, ...typed } = book.now().typed;
      book.set({ ...book.now(), typed });
      if (body.code !== 'checkout.method_fields_wrong') return null;
      const here = errorsOf(body).filter(isOneOf(fields));
      return first(Object.fromEntries(here.map(({ loc, type }) => [loc.at(-1)!, say(type === 'missing' ? 'field_missing' : 'field_malformed')])));
    },
  };
}
