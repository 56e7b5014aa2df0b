import type { Locale } from '../messages/messages.js';

/** What the page says that tells what a line on a card was for. Beside the texts of the store: only its own script needs them. */
export interface ChargeTexts {
  title: string;
  lead: string;
  date: string;
  amount: string;
  amount_hint: string;
  currency: string;
  currency_hint: string;
  last4: string;
  last4_hint: string;
  look: string;
  looking: string;
  incomplete: string;
  not_found: string;
  too_many: string;
  unavailable: string;
  needs_script: string;
  found_title: string;
  found: string;
  sold_by: string;
  receipt_number: string;
  refunded: string;
  send: string;
  sent: string;
}

export const CHARGE_TEXTS: Record<Locale, ChargeTexts> = {
  en: {
    title: 'What is this line on my card?',
    lead: 'Tell us what your statement says, and we tell you what it was for. You need no account.',
    date: 'Date of the line',
    amount: 'Amount',
    amount_hint: 'As it is printed, for example 19.99',
    currency: 'Currency',
    currency_hint: 'Three letters, for example EUR',
    last4: 'Last four digits of the card',
    last4_hint: 'Never the whole number: nobody needs it',
    look: 'Look it up',
    looking: 'Looking …',
    incomplete: 'Date, amount, currency and the last four digits are all needed.',
    not_found: 'No charge of ours is known by that. Look at the date, the amount, the currency and the digits.',
    too_many: 'Too many questions from here. Wait a little.',
    unavailable: 'That cannot be answered at this moment. Try again shortly.',
    needs_script: 'This needs JavaScript. Please switch it on for this page.',
    found_title: 'This is what it was',
    found: '{amount} on {date} for {game}: {items}',
    sold_by: 'Sold by {seller}.',
    receipt_number: 'The receipt number ends with {digits}.',
    refunded: 'The money has been sent back.',
    send: 'Send the receipt',
    sent: 'If an address was told when it was bought, the receipt is on its way there.',
  },
  de: {
    title: 'Was ist diese Zeile auf meiner Karte?',
    lead: 'Sagen Sie uns, was auf Ihrer Abrechnung steht, und wir sagen Ihnen, wofür es war. Ein Konto brauchen Sie nicht.',
    date: 'Datum der Zeile',
    amount: 'Betrag',
    amount_hint: 'Wie er gedruckt ist, zum Beispiel 19,99',
    currency: 'Währung',
    currency_hint: 'Drei Buchstaben, zum Beispiel EUR',
    last4: 'Die letzten vier Ziffern der Karte',
    last4_hint: 'Nie die ganze Nummer: Die braucht niemand',
    look: 'Nachsehen',
    looking: 'Wird nachgesehen …',
    incomplete: 'Datum, Betrag, Währung und die letzten vier Ziffern werden alle gebraucht.',
    not_found: 'Dazu kennen wir keine Abbuchung. Sehen Sie nach Datum, Betrag, Währung und Ziffern.',
    too_many: 'Zu viele Fragen von hier. Warten Sie ein wenig.',
    unavailable: 'Das lässt sich gerade nicht beantworten. Versuchen Sie es gleich noch einmal.',
    needs_script: 'Das braucht JavaScript. Bitte schalten Sie es für diese Seite ein.',
    found_title: 'Das war es',
    found: '{amount} am {date} für {game}: {items}',
    sold_by: 'Verkauft von {seller}.',
    receipt_number: 'Die Belegnummer endet mit {digits}.',
    refunded: 'Das Geld wurde zurückgeschickt.',
    send: 'Beleg schicken',
    sent: 'Wenn beim Kauf eine Adresse angegeben wurde, ist der Beleg dorthin unterwegs.',
  },
};
