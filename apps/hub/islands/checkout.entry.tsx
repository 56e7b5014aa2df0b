import { hydrate } from 'preact';
import { CheckoutApp } from '../checkout/checkout-app.js';
import type { CheckoutSession } from '../checkout/session.js';
import { stateOf } from './dom.js';

hydrate(<CheckoutApp session={stateOf<CheckoutSession>()} />, document.getElementById('app')!);
