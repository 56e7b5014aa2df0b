import { useRef, useState } from 'preact/hooks';
import type { Answer } from '../islands/dom.js';
import type { Say } from '../messages/messages.js';
import { FIELDS, gaps, isEmail, isPostcode, placeKey, typedOf, unsaved, type CheckoutSession, type Faults, type Field, type PlaceChange, type ToldView, type Typed } from './session.js';
import { faultOf, useFaults, type FaultBook } from './use-faults.js';
import type { Order } from './use-order.js';

export interface Details {
  faults: Faults;
  /** The place in the fields is one to which nothing can be sold. */
  isRefused: boolean;
  isSaving: boolean;
  type(field: Field, value: string): void;
  leave(field: Field, value: string): void;
  /** Brings everything typed to the server. Answers the field that stands in the way, or null. */
  settle(): Promise<Field | null>;
}

interface Saving {
  isSaving: boolean;
  /** Tells the server what it does not know yet; `field` is the one that was left. */
  save(field: Field): Promise<void>;
}

function useSaving(order: Order, book: FaultBook, session: CheckoutSession, say: Say): Saving {
  const [saving, setSaving] = useState(0);
  const refusedPlace = useRef<string | null>(null);
  const nameOf = (field: Field): string => {
    const { view: { place }, typed } = order.now();
    const region = field === 'country' ? undefined : place.regions.find(({ code }) => code === typed.region)?.name;
    return region ?? session.countries.find(({ code }) => code === typed.country)?.name ?? place.country_name ?? typed.country;
  };
  const hear = async (answer: Answer, told: PlaceChange, field: Field, asked: Typed): Promise<void> => {
    if (answer.status === 200) {
      order.take(answer.body as unknown as ToldView, asked);
      return book.settled(Object.keys(told) as Field[]);
    }
    if (answer.status === 409) {
      // It cannot be changed any more: the fields go back to what counts.
      await order.read();
      return order.type(typedOf(order.now().view));
    }
    // What she has chosen meanwhile is told next; what is said against the choice before it would stand at the wrong one.
    if (placeKey(order.now().typed) !== placeKey(asked)) return;
    const fault = faultOf(answer, field, nameOf, say);
    if (answer.status === 422 && fault.field !== 'email') refusedPlace.current = placeKey(asked);
    book.note({ [fault.field]: fault.text }, fault.isRefusal);
  };
  const save = (field: Field): Promise<void> => order.inTurn(async () => {
    const { view, typed } = order.now();
    const told = unsaved(view, typed, refusedPlace.current);
    if (view.state !== 'open' || Object.keys(told).length === 0) return;
    refusedPlace.current = null;
    setSaving((count) => count + 1);
    const answer = await order.api.change(told);
    setSaving((count) => count - 1);
    await hear(answer, told, field in told ? field : (Object.keys(told)[0] as Field), typed);
  });
  return { isSaving: saving > 0, save };
}

/** E-mail and place: what is typed goes to the server when its field is left, and what the server says against it stands at the field. */
export function useDetails(order: Order, session: CheckoutSession, say: Say): Details {
  const book = useFaults();
  const { isSaving, save } = useSaving(order, book, session, say);

  const type = (field: Field, value: string): void => {
    const known = typedOf(order.now().view);
    const isBack = value === known.country;
    order.type(field === 'country' ? { country: value, region: isBack ? known.region : '', postcode: isBack ? known.postcode : '' } : { [field]: value });
    book.settled([field]);
  };
  const leave = (field: Field, value: string): void => {
    if (order.now().typed[field] !== value) type(field, value);
    const text = value.trim();
    if (field === 'email' && text && !isEmail(text)) return book.note({ email: say('email_wrong') });
    if (field === 'postcode' && text && !isPostcode(text, order.now().view.place.postcode_pattern)) return book.note({ postcode: say('postcode_wrong') });
    void save(field);
  };
  /** Notes what is not filled in, beside what stands against it already, and answers the first. */
  const missing = (): Field | undefined => {
    const words: Record<Field, string> = { email: say('email_wrong'), country: say('total_unknown'), region: say('region_missing'), postcode: say('postcode_wrong') };
    const found = gaps(order.now().view, order.now().typed);
    book.note(Object.fromEntries(found.filter((field) => !book.has(field)).map((field) => [field, words[field]])));
    return found[0];
  };
  const settle = async (): Promise<Field | null> => {
    const first = missing();
    if (first) return first;
    await save('email');
    return missing() ?? FIELDS.find((field) => book.has(field)) ?? null;
  };
  return { ...book.shown, isSaving, type, leave, settle };
}
