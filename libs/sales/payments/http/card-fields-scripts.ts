/** Where a provider's part of the page comes from, and what it speaks with. */
export interface ProviderFields {
  script: string;
  policy: { script: string; frame: string; connect: string };
  /** Sent inline under a nonce, after the shared part. Calls `start(fields)`: how each field is drawn, and how they become a token. */
  code: string;
}

/**
 * The part that all have: it speaks with the one page that embeds it, as the sandbox's fields do (`hubcraft.<provider>.…`), and shows what is wrong with a field below it. A provider
 * calls `start({ submit })`, where `submit()` answers `{ token }` or `{ faults: { number: 'text' } }`.
 */
export const SHARED_SCRIPT = `
'use strict';
const settings = JSON.parse(document.getElementById('settings').textContent);
const tell = (type, more) => window.parent.postMessage({ type: 'hubcraft.' + settings.provider + '.' + type, ...more }, settings.origin);
const show = (field, message) => {
  document.getElementById(field + '-error').textContent = message || '';
  document.getElementById(field).classList.toggle('wrong', Boolean(message));
};
const start = ({ submit }) => {
  let isBusy = false;
  addEventListener('message', async (event) => {
    if (event.source !== window.parent || event.origin !== settings.origin) return;
    if (!event.data || event.data.type !== 'hubcraft.' + settings.provider + '.submit' || isBusy) return;
    isBusy = true;
    try {
      const { token, faults } = await submit();
      for (const field of ['number', 'expiry', 'security_code']) show(field, faults && faults[field]);
      if (token) tell('token', { token });
      else tell('error', { message: faults ? Object.values(faults)[0] : '' });
    } catch (error) {
      show('number', settings.texts.failed);
      tell('error', { message: settings.texts.failed });
    } finally {
      isBusy = false;
    }
  });
  new ResizeObserver(() => tell('height', { height: Math.ceil(document.documentElement.getBoundingClientRect().height) })).observe(document.documentElement);
};
// The provider's script did not come: the page is told, not left waiting.
window.setTimeout(() => { if (!window.hasStarted) { show('number', settings.texts.failed); start({ submit: async () => ({ faults: { number: settings.texts.failed } }) }); } }, 8000);
`;

const STRIPE = `
(() => {
  if (typeof Stripe !== 'function') return;
  window.hasStarted = true;
  const stripe = Stripe(settings.key, { locale: settings.locale });
  const elements = stripe.elements();
  const style = { base: { color: settings.text, fontSize: '16px', '::placeholder': { color: settings.muted } }, invalid: { color: settings.error } };
  const create = (field, type, more) => {
    const element = elements.create(type, { style, ...more });
    element.mount('#' + field);
    element.on('change', (event) => show(field, event.error && event.error.message));
    return element;
  };
  const number = create('number', 'cardNumber', { showIcon: true });
  create('expiry', 'cardExpiry');
  create('security_code', 'cardCvc');
  const FIELDS = { number: 'number', expiry: 'expiry', cvc: 'security_code' };
  start({
    submit: async () => {
      const { paymentMethod, error } = await stripe.createPaymentMethod({ type: 'card', card: number });
      if (paymentMethod) return { token: paymentMethod.id };
      const field = Object.keys(FIELDS).find((name) => String(error.code || '').includes(name));
      return { faults: { [FIELDS[field] || 'number']: error.message } };
    },
  });
})();
`;

/** Frames: the fields are drawn into elements of these classes, and tell by events. */
const CHECKOUT_COM = `
(() => {
  if (typeof Frames !== 'object') return;
  window.hasStarted = true;
  const PLACES = { 'card-number': 'number', 'expiry-date': 'expiry', cvv: 'security_code' };
  for (const [name, field] of Object.entries(PLACES)) document.getElementById(field).classList.add(name + '-frame');
  const base = { color: settings.text, fontSize: '16px' };
  Frames.init({
    publicKey: settings.key, localization: settings.locale === 'de' ? 'DE-DE' : 'EN-GB',
    style: { base, invalid: { color: settings.error }, placeholder: { base: { color: settings.muted } } },
  });
  Frames.addEventHandler(Frames.Events.FRAME_VALIDATION_CHANGED, (event) => show(PLACES[event.element], event.isValid || event.isEmpty ? '' : settings.texts.invalid));
  start({
    submit: async () => {
      if (!Frames.isCardValid()) return { faults: { number: settings.texts.invalid } };
      try {
        return { token: (await Frames.submitCard()).token };
      } finally {
        Frames.enableSubmitForm();
      }
    },
  });
})();
`;

/** Custom card fields of Adyen Web: they are drawn into elements with these attributes, and encrypt what is typed. */
const ADYEN = `
(async () => {
  if (typeof AdyenWeb !== 'object') return;
  window.hasStarted = true;
  const PLACES = { encryptedCardNumber: 'number', encryptedExpiryDate: 'expiry', encryptedSecurityCode: 'security_code' };
  for (const [name, field] of Object.entries(PLACES)) document.getElementById(field).dataset.cse = name;
  let state = { isValid: false };
  const checkout = await AdyenWeb.AdyenCheckout({ clientKey: settings.key, environment: settings.key.startsWith('live_') ? 'live' : 'test', locale: settings.locale === 'de' ? 'de-DE' : 'en-US', countryCode: 'NL' });
  const card = new AdyenWeb.CustomCard(checkout, {
    brands: ['visa', 'mc', 'amex', 'maestro', 'discover', 'jcb', 'diners', 'cup'],
    styles: { base: { color: settings.text, fontSize: '16px' }, error: { color: settings.error }, placeholder: { color: settings.muted } },
    onChange: (now) => { state = now; },
    onValidationError: (errors) => { for (const each of errors) show(PLACES[each.fieldType] || 'number', each.error ? each.errorI18n : ''); },
  }).mount('main');
  start({
    submit: async () => {
      if (!state.isValid) {
        card.showValidation();
        return { faults: { number: settings.texts.invalid } };
      }
      const text = JSON.stringify(state.data.paymentMethod);
      return { token: 'ady_' + btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') };
    },
  });
})();
`;

export const PROVIDER_FIELDS: Readonly<Record<string, ProviderFields>> = {
  stripe: {
    script: 'https://js.stripe.com/v3/', code: STRIPE,
    policy: { script: 'https://js.stripe.com https://*.js.stripe.com', frame: 'https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com', connect: 'https://api.stripe.com' },
  },
  checkout_com: {
    script: 'https://cdn.checkout.com/js/framesv2.min.js', code: CHECKOUT_COM,
    policy: { script: 'https://cdn.checkout.com', frame: 'https://js.checkout.com https://*.checkout.com', connect: 'https://*.checkout.com' },
  },
  adyen: {
    script: 'https://checkoutshopper-live.cdn.adyen.com/checkoutshopper/sdk/6.45.2/adyen.js', code: ADYEN,
    policy: { script: 'https://*.adyen.com', frame: 'https://*.adyen.com', connect: 'https://*.adyen.com' },
  },
};
