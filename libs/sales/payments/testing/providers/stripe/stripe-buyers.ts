import { invalid, StripeRefusal, type Form } from './stripe-form.js';
import { nowSeconds, type Row } from './stripe-books.js';

/** What Stripe wants to be told of the buyer, by https://docs.stripe.com/payments/<method>/accept-a-payment: members of `billing_details`, and which of the address. */
const WANTS: Readonly<Record<string, readonly string[]>> = {
  bancontact: ['name'], eps: ['name'], p24: ['email'], oxxo: ['name', 'email'], pix: ['name', 'email', 'tax_id'],
  boleto: ['name', 'email', 'address.line1', 'address.city', 'address.state', 'address.postal_code', 'address.country'],
};
const DAY = 86_400;

const at = (form: Form | undefined, path: string): string => String(path.split('.').reduce<unknown>((from, step) => (from as Form | undefined)?.[step], form) ?? '');

/** Brazil's tax ids: eleven or fourteen characters; Stripe says that it checks them, and so does this. */
const isTaxId = (text: string): boolean => /^(\d{11}|[0-9A-Z]{12}\d{2})$/.test(text.replace(/[.\-/]/g, '')) && !/^0+$/.test(text.replace(/\D/g, ''));

/** Refuses a payment by `type` that lacks what is wanted of its buyer. */
export function checkBuyer(type: string, form: Form): void {
  const data = form['payment_method_data'] as Form;
  const billing = data['billing_details'] as Form | undefined;
  for (const path of WANTS[type] ?? []) {
    if (at(billing, path) === '') throw invalid('parameter_missing', `payment_method_data[billing_details][${path.replace('.', '][')}]`, `Missing required param: billing_details[${path.replace('.', '][')}].`);
  }
  const email = at(billing, 'email');
  if (email !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) throw invalid('email_invalid', 'billing_details[email]', `Invalid email address: ${email}`);
  if (type === 'oxxo' && at(billing, 'name').trim().split(/\s+/).filter((word) => word.length > 1).length < 2) throw invalid(undefined, 'billing_details[name]', 'Please provide the first and last name.');
  const taxId = type === 'boleto' ? at(data, 'boleto.tax_id') : type === 'pix' ? at(billing, 'tax_id') : null;
  if (taxId !== null && !isTaxId(taxId)) throw invalid('tax_id_invalid', 'tax_id', `The tax id ${taxId} is invalid.`);
}

/** Error of a code that cannot be paid by; of one that has expired with the payment, which waits for another. */
export function codeRefusal(intent: Row | null): StripeRefusal {
  const error = { type: 'invalid_request_error', code: 'payment_method_invalid_parameter', message: intent ? 'The BLIK code has expired.' : 'The BLIK code is not valid.', param: 'payment_method_options[blik][code]' };
  return new StripeRefusal(400, intent ? { ...error, payment_intent: intent } : error);
}

/** What she has to do where there is no page to send her to; null: there is one. */
export function actionOf(type: string, form: Form, intent: Row, url: string): object | null {
  const options = ((form['payment_method_options'] as Form | undefined)?.[type] ?? {}) as Form;
  const number = intent.id.replace(/\D/g, '').padEnd(14, '0').slice(0, 14);
  const until = nowSeconds() + Number(options['expires_after_days'] ?? 3) * DAY;
  switch (type) {
    case 'blik': return { type: 'blik_authorize', blik_authorize: {} };
    case 'boleto': return { type: 'boleto_display_details', boleto_display_details: { expires_at: until, hosted_voucher_url: `${url}/voucher/${intent.id}`, number: `01010101010101010101${number}`, pdf: `${url}/voucher/${intent.id}.pdf` } };
    case 'oxxo': return { type: 'oxxo_display_details', oxxo_display_details: { expires_after: until, hosted_voucher_url: `${url}/voucher/${intent.id}`, number } };
    case 'pix': return { type: 'pix_display_qr_code', pix_display_qr_code: { data: `00020126580014br.gov.bcb.pix0136${number}`, expires_at: nowSeconds() + Number(options['expires_after_seconds'] ?? DAY), hosted_instructions_url: `${url}/voucher/${intent.id}`, image_url_png: `${url}/qr.png`, image_url_svg: `${url}/qr.svg` } };
    default: return null;
  }
}
