import type { OrderView } from '#sales/orders/queries';
import { orderForTest, orderTaxForTest } from '#sales/orders/testing';
import { composeMail, deliveryOf, type Delivery, type OrderMailKind } from './compose-mail.js';
import type { RefundedPart } from './contracts/queries.js';

const GAME = { name: 'Aurora', environment: 'live' as const, default_locale: 'en' };
const paid = (told: Partial<OrderView> = {}): OrderView => ({ ...orderForTest(), status: 'paid', receipt_number: '0000000000000042', paid_at: 1_790_000_000, ...told });
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');
const compose = (kind: OrderMailKind, order: OrderView, game: Parameters<typeof composeMail>[2] = GAME, delivery: Delivery = 'delivered', waivers: Parameters<typeof composeMail>[4]['waivers'] = [], part: RefundedPart | null = null, disputed_minor: number | null = null) => {
  const mail = composeMail(kind, order, game, { operator: 'Hubcraft Store', contact: 'store@hubcraft.example', charge_url: 'https://store.example/charge', withdraw_url: 'https://store.example/withdraw/gam_1' }, { delivery, waivers, part, disputed_minor });
  return { ...mail, text: plain(mail.text), html: plain(mail.html) };
};

describe('a receipt', () => {
  it('says what was bought, from whom, for how much and with which tax', () => {
    const { subject, text } = compose('receipt', paid());
    expect(subject).toBe('Your receipt for Aurora (0000000000000042)');
    for (const part of ['1 × 500 Gems: €19.99', 'Net amount: €16.80', 'VAT 19% (DE): €3.19', 'Total paid: €19.99', 'Receipt number: 0000000000000042', 'Sold by: Hubcraft Store', 'Merchant of Record for Aurora', 'Paid on: September 21, 2026']) expect(text).toContain(part);
    expect(text).not.toContain('test environment');
    expect(compose('receipt', paid({ country: 'US' })).text).not.toContain('withdraw');
  });

  it('is a confirmation of the payment where the studio has sold itself: in its name, without tax, and no receipt', () => {
    const { subject, text } = compose('receipt', paid({ seller: 'studio', tax: orderTaxForTest({ outcome: 'studio_is_seller', net_minor: 1_999, tax_minor: 0, components: [] }) }));
    expect(subject).toBe('Your payment for Aurora (0000000000000042)');
    for (const part of ['Total paid: €19.99', 'Sold by: Hubcraft Store', 'is no tax document']) expect(text).toContain(part);
    for (const part of ['Receipt number', 'Net amount', 'Tax:', 'Merchant of Record', 'PDF']) expect(text).not.toContain(part);
  });

  it('is German for a German order, numbers and dates included', () => {
    const { subject, text, html } = compose('receipt', paid({ locale: 'de-DE', tax: orderTaxForTest({ components: [{ name: 'VAT', rate: '8.875', tax_minor: 319, jurisdiction: 'DE' }] }) }));
    expect(subject).toBe('Ihr Beleg für Aurora (0000000000000042)');
    for (const part of ['1 × 500 Gems: 19,99 €', 'MwSt. zu 8,875 % (DE): 3,19 €', 'Bezahlt: 19,99 €', '21. September 2026']) expect(text).toContain(part);
    expect(html).toContain('<html lang="de">');
  });

  it("speaks the game's language when the order has none", () => {
    expect(compose('receipt', paid({ locale: null }), { ...GAME, default_locale: 'de' }).subject).toMatch(/^Ihr Beleg/);
  });

  it('lists every tax of a place with several, and adds up', () => {
    const tax = orderTaxForTest({ price_display: 'exclusive', net_minor: 10_000, tax_minor: 14_975 - 13_000, total_minor: 11_975, components: [{ name: 'GST', rate: '5', tax_minor: 500, jurisdiction: 'CA' }, { name: 'QST', rate: '9.975', tax_minor: 1_475, jurisdiction: 'CA-QC' }] });
    const { text } = compose('receipt', paid({ currency: 'CAD', tax }));
    for (const part of ['GST 5% (CA): CA$5.00', 'QST 9.975% (CA-QC): CA$14.75', 'Total paid: CA$119.75']) expect(text).toContain(part);
  });

  it('names a tax of zero, and the reverse charge', () => {
    const { text } = compose('receipt', paid({ tax: orderTaxForTest({ outcome: 'reverse_charge', tax_minor: 0, net_minor: 1_999, components: [] }) }));
    expect(text).toContain('Tax: €0.00');
    expect(text).toContain('Reverse charge');
  });

  it('repeats the request for immediate delivery with its time, and only in the receipt', () => {
    const order = paid({ immediate_delivery_requested_at: 1_790_000_000 });
    expect(compose('receipt', order).text).toMatch(/On September 21, 2026 at .* UTC you asked for delivery at once\./);
    expect(compose('refund', order).text).not.toContain('delivery at once');
  });

  it('repeats what she agreed to when she paid, once and in the words that she saw, and says where the contract is withdrawn from', () => {
    const order = paid({ payment_id: 'pmt_paid', immediate_delivery_requested_at: 1_790_000_000, locale: 'de' });
    const given = (payment_id: string, words: string) => ({ payment_id, words, given_at: 1_790_000_000 });
    const { text } = compose('receipt', order, GAME, 'delivered', [given('pmt_declined', 'Andere Worte.'), given('pmt_paid', 'Ich stimme zu.'), given('pmt_paid', 'Ich stimme zu.')]);
    expect(text.match(/Ich stimme zu\./g)).toHaveLength(1);
    expect(text).toMatch(/Am 21\. September 2026 um .* UTC haben Sie erklärt: „Ich stimme zu\.“/);
    expect(text).not.toMatch(/Andere Worte|sofortige Lieferung/);
    expect(compose('receipt', paid({ country: 'DE', business: { tax_id: 'DE136695976', name: 'Spielhaus GmbH', address_lines: ['Berlin'] } })).text).not.toContain('/withdraw/');
    expect(text).toContain('Hier können Sie diesen Vertrag widerrufen, ohne ein Konto: https://store.example/withdraw/gam_1');
  });

  it('says that a test purchase is one', () => {
    expect(compose('receipt', paid(), { ...GAME, environment: 'sandbox' }).text).toContain('No money was taken');
  });

  it('lets nobody write markup or headers into it', () => {
    const order = paid();
    const { subject, html } = compose('receipt', { ...order, player_id: '"><img src=x>', lines: [{ ...order.lines[0]!, name: '<script>alert(1)</script> & co' }] }, { ...GAME, name: 'Evil</title>\r\nBcc: a@b.example' });
    expect(subject).toBe('Your receipt for Evil</title> Bcc: a@b.example (0000000000000042)');
    expect(html).not.toMatch(/<script|<img/);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; co');
    expect(html.match(/<\/title>/g)).toHaveLength(1);
  });
});

describe('a receipt that was asked for', () => {
  it('says the same, and that the file is there', () => {
    const { subject, text } = compose('copy', paid());
    expect(subject).toBe('The receipt that you asked for: Aurora (0000000000000042)');
    for (const part of ['It is attached as a PDF', 'Total paid: €19.99', 'VAT 19% (DE): €3.19']) expect(text).toContain(part);
    expect(text).not.toContain('/charge');
  });

  it('can be asked for by the page that the receipt names', () => expect(compose('receipt', paid()).text).toContain('https://store.example/charge'));
});

describe('a refund mail', () => {
  it('says what comes back and when it was refunded', () => {
    const { subject, text } = compose('refund', paid({ status: 'refunded', refunded_at: 1_790_086_400 }));
    expect(subject).toBe('Your refund for Aurora (0000000000000042)');
    for (const part of ['Total refunded: €19.99', 'VAT 19% (DE): €3.19', 'Refunded on: September 22, 2026', 'Receipt number: 0000000000000042']) expect(text).toContain(part);
  });
});

describe('what became of the items', () => {
  it.each([
    [['revoking'], 'delivered'], [['acknowledged'], 'delivered'], [['revoked'], 'delivered'], [['declined'], 'declined'], [['voided'], 'undelivered'], [['requested'], 'undelivered'], [[], 'undelivered'],
  ] as const)('with grants that are %j is %s', (states, delivery) => expect(deliveryOf(states.map((state) => ({ state })))).toBe(delivery));

  it.each([
    ['delivered', 'no longer belong to your account'], ['undelivered', 'Nothing of this purchase was delivered'], ['declined', 'The game did not accept this purchase, so nothing was delivered'],
  ] as const)('is told in a refund mail: %s', (delivery, text) => {
    const mail = compose('refund', paid({ status: 'refunded' }), GAME, delivery);
    expect(mail.text).toContain(text);
    expect(mail.text.includes('no longer belong')).toBe(delivery === 'delivered');
  });
});

describe('the note of a part that was refunded', () => {
  const part = (told: Partial<RefundedPart> = {}): RefundedPart => ({
    amount_minor: 500, net_minor: 420, tax_minor: 80, tax_components: [{ name: 'VAT', rate: '19', tax_minor: 80, jurisdiction: 'DE' }], lines: [{ line_id: '1', quantity: 1, amount_minor: 500 }], refunded_at: 1_790_086_400, ...told,
  });
  const note = (told: Partial<RefundedPart> = {}, order: Partial<OrderView> = {}) => compose('part_refund', paid(order), GAME, 'delivered', [], part(told));

  it('says what went back of it, with its tax and its day, and nothing of the whole', () => {
    const { subject, text } = note();
    expect(subject).toBe('A part of your purchase for Aurora was refunded (0000000000000042)');
    for (const said of ['1 × 500 Gems: €5.00', 'Net amount: €4.20', 'VAT 19% (DE): €0.80', 'Total refunded: €5.00', 'Refunded on: September 22, 2026', 'no longer belongs to your account', 'Merchant of Record for Aurora']) expect(text).toContain(said);
    for (const other of ['€19.99', 'Total paid', 'You keep everything']) expect(text).not.toContain(other);
  });

  it('says of an amount that everything stays, in the language of the order', () => {
    const { text } = note({ lines: [{ line_id: '1', quantity: 0, amount_minor: 500 }] }, { locale: 'de' });
    for (const said of ['500 Gems: 5,00 €', 'Sie behalten alles', 'Erstattet: 5,00 €']) expect(text).toContain(said);
    expect(text).not.toMatch(/\d × 500 Gems/);
  });
});

describe('a mail about a dispute', () => {
  const about = (kind: OrderMailKind, delivery: Delivery = 'delivered', told: Partial<OrderView> = {}) => compose(kind, paid(told), GAME, delivery, [], null, 1_500);

  it('says what the bank took of which purchase, and what the buyer can do', () => {
    const { subject, text } = about('dispute_opened');
    expect(subject).toBe('Your bank asks for the payment of your purchase for Aurora back (0000000000000042)');
    for (const said of ['1 × 500 Gems: €19.99', 'Total paid: €19.99', 'Amount in dispute: €15.00', 'cannot be collected meanwhile', 'You do not know this purchase?', 'you withdraw it', 'write to us: store@hubcraft.example', 'Your rights towards your bank']) expect(text).toContain(said);
    expect(text).not.toMatch(/no longer belong|refunded|withdraw from|\/charge/);
  });

  it('says that everything stays when it was won', () => {
    const { text } = about('dispute_won');
    for (const said of ['The payment stands', 'belongs to your account as before', 'can be collected again', 'write to us']) expect(text).toContain(said);
    expect(text).not.toMatch(/no longer belong|You do not know/);
  });

  it.each([['delivered', 'no longer belong to your account'], ['undelivered', 'Nothing of this purchase was delivered'], ['declined', 'The game did not accept']] as const)('says what becomes of items that are %s when it was lost', (delivery, said) => {
    const { text } = about('dispute_lost', delivery);
    expect(text).toContain(said);
    expect(text).toContain('not from us a second time');
  });

  it('is in the language of the order', () => {
    const { text } = about('dispute_opened', 'delivered', { locale: 'de' });
    for (const said of ['Ihre Bank hat eine Zahlung beanstandet', 'Strittiger Betrag: 15,00 €', 'schreiben Sie uns: store@hubcraft.example']) expect(text).toContain(said);
  });
});
