import { useState } from 'preact/hooks';
import type { CheckoutView } from '#sales/checkout/queries';
import type { Answer } from '../islands/dom.js';
import type { Say } from '../messages/messages.js';
import type { ToldView } from './session.js';
import { useNow } from './use-now.js';
import type { Order } from './use-order.js';

/** In the order in which they stand; each is the id of its field. */
export const BUSINESS_FIELDS = ['tax_id', 'business_name', 'business_address'] as const;
export type BusinessField = (typeof BUSINESS_FIELDS)[number];

export interface Business {
  /** The fields are there to be filled in. */
  isOpen: boolean;
  isSaving: boolean;
  typed: Record<BusinessField, string>;
  faults: Partial<Record<BusinessField, string>>;
  /** Shows the fields, with what the server knows. */
  open(): void;
  type(field: BusinessField, value: string): void;
  /** Tells the server. Answers the field that stands in the way, or null. */
  apply(): Promise<BusinessField | null>;
  /** A consumer buys after all. */
  leave(): Promise<void>;
  /** As `apply`, where something was typed and not told. */
  settle(): Promise<BusinessField | null>;
}

const NOTHING: Business['typed'] = { tax_id: '', business_name: '', business_address: '' };

function typedOf({ business: { told } }: CheckoutView): Business['typed'] {
  return told ? { tax_id: told.tax_id, business_name: told.name, business_address: told.address_lines.join('\n') } : NOTHING;
}

const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter(Boolean);

/** What is missing, at its field. */
function gaps({ tax_id, business_name, business_address }: Business['typed'], say: Say): Business['faults'] {
  const lines = linesOf(business_address);
  return {
    ...(tax_id.trim().length < 2 ? { tax_id: say('tax_id_missing') } : {}), ...(business_name.trim() ? {} : { business_name: say('business_name_missing') }),
    ...(lines.length > 0 && lines.length <= 5 ? {} : { business_address: say('business_address_missing') }),
  };
}

/** What the server says against it; its country has no such number, its register does not know it, or it was asked too often. */
function faultOf({ status, body }: Answer, shape: string, say: Say): Business['faults'] {
  if (status === 422 && body.code === 'orders.tax_id_malformed') return { tax_id: say('tax_id_malformed', { shape }) };
  if (status === 422 && body.code === 'orders.tax_id_does_not_exist') return { tax_id: say('tax_id_does_not_exist') };
  return { tax_id: say(status === 429 ? 'too_many_attempts' : 'save_failed') };
}

const first = (faults: Business['faults']): BusinessField | null => BUSINESS_FIELDS.find((field) => faults[field]) ?? null;

/** "Buying for a business?": told as a whole, when its button is pressed or before the payment. */
export function useBusiness(order: Order, say: Say): Business {
  const fields = useNow<Pick<Business, 'isOpen' | 'typed' | 'faults'>>({ isOpen: false, typed: typedOf(order.shown.view), faults: {} });
  const [saving, setSaving] = useState(0);

  const send = (business: CheckoutView['business']['told']): Promise<BusinessField | null> => order.inTurn(async () => {
    const asked = order.now().typed;
    setSaving((count) => count + 1);
    const answer = await order.api.change({ business });
    setSaving((count) => count - 1);
    if (answer.status === 200) {
      order.take(answer.body as unknown as ToldView, asked);
      fields.set({ isOpen: false, typed: typedOf(order.now().view), faults: {} });
      return null;
    }
    // It cannot be changed any more: what counts is what the server knows.
    if (answer.status === 409) {
      await order.read();
      fields.set({ isOpen: false, typed: typedOf(order.now().view), faults: {} });
      return null;
    }
    const faults = faultOf(answer, order.now().view.business.tax_id_form?.shape ?? '', say);
    fields.set({ ...fields.now(), faults });
    return first(faults);
  });
  const apply = async (): Promise<BusinessField | null> => {
    const { typed } = fields.now();
    const faults = gaps(typed, say);
    fields.set({ ...fields.now(), faults });
    return first(faults) ?? send({ tax_id: typed.tax_id.trim(), name: typed.business_name.trim(), address_lines: linesOf(typed.business_address) });
  };
  return {
    ...fields.shown, isSaving: saving > 0, apply,
    open: () => fields.set({ ...fields.now(), isOpen: true, faults: {} }),
    type: (field, value) => fields.set({ ...fields.now(), typed: { ...fields.now().typed, [field]: value }, faults: { ...fields.now().faults, [field]: undefined } }),
    leave: async () => {
      // What nobody was told of is only put away.
      if (order.now().view.business.told) await send(null);
      else fields.set({ isOpen: false, typed: NOTHING, faults: {} });
    },
    settle: async () => (fields.now().isOpen && order.now().view.business.tax_id_form ? apply() : null),
  };
}
