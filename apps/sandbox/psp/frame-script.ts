/**
 * The script of the card frame, sent inline under a nonce. It reads its settings from `#settings`, speaks with the one parent origin it was
 * given, and sends the card to its own server only.
 */
export const FRAME_SCRIPT = `
'use strict';
(() => {
  const { origin, session, texts } = JSON.parse(document.getElementById('settings').textContent);
  const inputs = {
    number: document.getElementById('number'),
    expiry: document.getElementById('expiry'),
    security_code: document.getElementById('security_code'),
  };
  const tell = (type, more) => window.parent.postMessage({ type: 'hubcraft.sandbox.' + type, ...more }, origin);
  const digitsOf = (input) => input.value.replace(/[^0-9]/g, '');
  const isAmex = () => /^3[47]/.test(digitsOf(inputs.number));
  const passesLuhn = (digits) => [...digits].reverse().reduce((sum, digit, place) => {
    const doubled = Number(digit) * (place % 2 === 0 ? 1 : 2);
    return sum + (doubled > 9 ? doubled - 9 : doubled);
  }, 0) % 10 === 0;

  const expiry = () => {
    const match = /^\\s*([0-9]{1,2})\\s*[\\/.-]?\\s*([0-9]{4}|[0-9]{2})\\s*$/.exec(inputs.expiry.value);
    if (!match) return null;
    const month = Number(match[1]);
    if (month < 1 || month > 12) return null;
    return { month, year: match[2].length === 2 ? 2000 + Number(match[2]) : Number(match[2]) };
  };

  const checks = {
    number: () => {
      const digits = digitsOf(inputs.number);
      if (digits === '') return texts.number_missing;
      return digits.length < 12 || digits.length > 19 || !passesLuhn(digits) ? texts.number_wrong : '';
    },
    expiry: () => {
      if (inputs.expiry.value.trim() === '') return texts.expiry_missing;
      const date = expiry();
      if (!date) return texts.expiry_wrong;
      return Date.UTC(date.year, date.month, 1) <= Date.now() ? texts.expiry_past : '';
    },
    security_code: () => {
      const length = isAmex() ? 4 : 3;
      return digitsOf(inputs.security_code).length === length ? '' : texts['security_code_wrong_' + length];
    },
  };

  const show = (field, message) => {
    document.getElementById(field + '-error').textContent = message;
    if (message) inputs[field].setAttribute('aria-invalid', 'true');
    else inputs[field].removeAttribute('aria-invalid');
  };
  const check = (field) => {
    const message = checks[field]();
    show(field, message);
    return message;
  };
  const refuse = (field, message) => {
    if (field) {
      show(field, message);
      inputs[field].focus();
    }
    tell('error', { field, message });
  };

  const group = (digits) => isAmex()
    ? [digits.slice(0, 4), digits.slice(4, 10), digits.slice(10, 15)].filter(Boolean).join(' ')
    : (digits.slice(0, 19).match(/.{1,4}/g) || []).join(' ');
  // The caret jumps when a value is rewritten, so only typing at the end is formatted.
  const atEnd = (input) => input.selectionStart === input.value.length;
  const brand = () => [[/^4/, 'visa'], [/^(5[1-5]|2[2-7])/, 'mastercard'], [/^3[47]/, 'amex']].find(([start]) => start.test(digitsOf(inputs.number)));
  inputs.number.addEventListener('input', () => {
    const known = brand();
    if (known) document.body.dataset.brand = known[1];
    else delete document.body.dataset.brand;
    if (atEnd(inputs.number)) inputs.number.value = group(digitsOf(inputs.number));
  });
  inputs.expiry.addEventListener('input', (event) => {
    if ((event.inputType || '').startsWith('delete') || !atEnd(inputs.expiry)) return;
    // Whether the payer types the slash or not, one stands there, once.
    const [, month, between, year] = /^\\s*([0-9]{0,2})([^0-9]*)([0-9]{0,4})/.exec(inputs.expiry.value);
    if (month.length === 2 || (month !== '' && /[\\/.-]/.test(between))) inputs.expiry.value = month + ' / ' + year;
  });

  for (const field of Object.keys(inputs)) {
    inputs[field].addEventListener('blur', () => { if (inputs[field].value !== '') check(field); });
    inputs[field].addEventListener('input', () => { if (inputs[field].hasAttribute('aria-invalid')) check(field); });
    inputs[field].addEventListener('keydown', (event) => { if (event.key === 'Enter') { event.preventDefault(); tell('enter'); } });
  }

  let isBusy = false;
  const submit = async () => {
    const wrong = Object.keys(inputs).map((field) => [field, check(field)]).find(([, message]) => message !== '');
    if (wrong) return refuse(wrong[0], wrong[1]);
    const date = expiry();
    const answer = await fetch('tokens', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ number: digitsOf(inputs.number), exp_month: date.month, exp_year: date.year, security_code: digitsOf(inputs.security_code), session }),
    });
    const body = await answer.json();
    if (answer.ok) {
      const { brand, last4, country, exp_month, exp_year } = body.card;
      return tell('token', { token: body.token, card: { brand, last4, country, exp_month, exp_year } });
    }
    const field = body.errors && body.errors[0] && body.errors[0].field;
    const messages = { number: texts.number_wrong, expiry: texts.expiry_wrong, security_code: texts['security_code_wrong_' + (isAmex() ? 4 : 3)] };
    return field in messages ? refuse(field, messages[field]) : refuse(null, texts.unreachable);
  };

  window.addEventListener('message', (event) => {
    if (event.origin !== origin || event.source !== window.parent || !event.data || event.data.type !== 'hubcraft.sandbox.submit' || isBusy) return;
    isBusy = true;
    submit().catch(() => refuse(null, texts.unreachable)).finally(() => { isBusy = false; });
  });

  let height = 0;
  new ResizeObserver(() => {
    const now = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (now !== height) tell('height', { height: (height = now) });
  }).observe(document.documentElement);
  tell('ready');
})();
`;
