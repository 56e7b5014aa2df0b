import type { Answer } from '../islands/dom.js';
import { isPlaceRefusal, placeRefused } from '../messages/place-refused.js';
import type { Say } from '../messages/messages.js';
import { FIELDS, type Faults, type Field } from './session.js';
import { useNow } from './use-now.js';

export interface Fault {
  field: Field;
  text: string;
  /** Nothing can be sold there, however it is written. */
  isRefusal: boolean;
}

/** What stands against the fields. */
export interface FaultBook {
  shown: { faults: Faults; isRefused: boolean };
  has(field: Field): boolean;
  note(faults: Faults, isRefusal?: boolean): void;
  /** The field was changed, or what it says has been taken. */
  settled(fields: readonly Field[]): void;
}

/** What goes with a field: another country or region has its own postcodes, and any of them another answer whether it can be sold to. */
const TOGETHER: Record<Field, readonly Field[]> = { email: ['email'], country: ['country', 'region', 'postcode'], region: ['country', 'region', 'postcode'], postcode: ['country', 'postcode'] };

export function useFaults(): FaultBook {
  const book = useNow<FaultBook['shown']>({ faults: {}, isRefused: false });
  return {
    shown: book.shown,
    has: (field) => book.now().faults[field] !== undefined,
    note: (faults, isRefusal = false) => book.set({ faults: { ...book.now().faults, ...faults }, isRefused: isRefusal || book.now().isRefused }),
    settled(fields) {
      const gone = new Set(fields.flatMap((field) => TOGETHER[field]));
      const { faults, isRefused } = book.now();
      book.set({ faults: Object.fromEntries(FIELDS.filter((field) => faults[field] && !gone.has(field)).map((field) => [field, faults[field]])), isRefused: isRefused && !gone.has('country') });
    },
  };
}

/** What a refused change means, at its field. `place` names what nothing can be sold to. */
export function faultOf({ status, body }: Answer, changed: Field, place: (field: Field) => string, say: Say): Fault {
  const at = (field: Field, text: string, isRefusal = false): Fault => ({ field, text, isRefusal });
  if (status === 0 || status >= 500) return at(changed, say('save_failed'));
  const code = String(body.code ?? '');
  if (code === 'tax.postcode_malformed') return at('postcode', say('postcode_wrong'));
  if (code === 'tax.place_contradictory') return at('postcode', say('place_contradictory'));
  if (code === 'tax.region_unknown') return at('region', say('region_missing'));
  const where = changed === 'email' ? 'country' : changed;
  if (isPlaceRefusal(code)) return at(where, placeRefused(code, place(where), say), true);
  const named = (body.errors as { loc: string[] }[] | undefined)?.map(({ loc }) => loc.at(-1)).find((name): name is Field => FIELDS.includes(name as Field));
  const field = named ?? changed;
  return at(field, field === 'email' ? say('email_wrong') : say('save_failed'));
}
