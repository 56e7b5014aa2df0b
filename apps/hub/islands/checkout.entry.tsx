import { hydrate } from 'preact';
import { CheckoutApp } from '../checkout/checkout-app.js';
import { FIELDS, type CheckoutSession, type Typed } from '../checkout/session.js';
import { stateOf } from './dom.js';

/** What stands in the fields before the scripts take them over: typed early, or put there by the browser. */
function standing(): Partial<Typed> {
  return Object.fromEntries(FIELDS.flatMap((field) => {
    const input = document.getElementById(field) as HTMLInputElement | HTMLSelectElement | null;
    return input ? [[field, input.value]] : [];
  }));
}

hydrate(<CheckoutApp session={stateOf<CheckoutSession>()} before={standing()} />, document.getElementById('app')!);
