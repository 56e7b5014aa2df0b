import type { MailLanguage } from './mail-texts.js';

/** What confirms a statement of withdrawal. Names in braces are filled in. */
export interface WithdrawalMailTexts {
  subject: string;
  heading: string;
  received: string;
  statement: string;
  name: string;
  order: string;
  email: string;
  received_at: string;
  game: string;
  refund: string;
  performed: string;
  period_over: string;
  country: string;
  business: string;
  not_paid: string;
  given_back: string;
  order_unknown: string;
  sold_by: string;
  closing: string;
}

const en: WithdrawalMailTexts = {
  subject: 'Your withdrawal was received: {game} ({order})',
  heading: 'We have received your withdrawal',
  received: 'This is the statement that you made, and when it reached us:',
  statement: 'I withdraw from the contract named here.',
  name: 'Your name',
  order: 'Order',
  email: 'E-mail for this confirmation',
  received_at: 'Received on',
  game: 'Game',
  refund: 'You have the right to withdraw. We send your money back by the way in which you paid, within 14 days at the latest. What was delivered is taken back.',
  performed: 'Your right to withdraw has ended before this. On {given_at} you agreed: “{words}” The items were delivered on {granted_at}, and we confirmed this to you by mail on {confirmed_at}.',
  period_over: 'Your right to withdraw has ended before this: its time was over on {ends_at}.',
  country: 'The law of the country in which this was bought knows no right to withdraw from it.',
  business: 'This was bought by a business. The right to withdraw is one of consumers.',
  not_paid: 'This order was never paid. You owe nothing for it, and nothing has to go back.',
  given_back: 'The money of this order has gone back already.',
  order_unknown: 'We know no order by that number and this e-mail address. Somebody looks at it and writes to you. Your statement counts from the moment at which it reached us.',
  sold_by: 'Sold by {operator}, the Merchant of Record for {game}.',
  closing: 'Please keep this mail: it shows what you stated and when.',
};

const de: WithdrawalMailTexts = {
  subject: 'Ihr Widerruf ist eingegangen: {game} ({order})',
  heading: 'Ihr Widerruf ist bei uns eingegangen',
  received: 'Das haben Sie erklärt, und dann hat es uns erreicht:',
  statement: 'Ich widerrufe den hier genannten Vertrag.',
  name: 'Ihr Name',
  order: 'Bestellung',
  email: 'E-Mail für diese Bestätigung',
  received_at: 'Eingegangen am',
  game: 'Spiel',
  refund: 'Sie haben das Recht zum Widerruf. Wir schicken Ihr Geld auf dem Weg zurück, auf dem Sie bezahlt haben, spätestens binnen 14 Tagen. Was geliefert wurde, wird zurückgenommen.',
  performed: 'Ihr Widerrufsrecht war vorher erloschen. Am {given_at} haben Sie erklärt: „{words}“ Geliefert wurde am {granted_at}, und per Mail bestätigt haben wir es Ihnen am {confirmed_at}.',
  period_over: 'Ihr Widerrufsrecht war vorher erloschen: Die Frist endete am {ends_at}.',
  country: 'Das Recht des Landes, in dem gekauft wurde, kennt hierfür keinen Widerruf.',
  business: 'Gekauft hat ein Unternehmen. Das Recht zum Widerruf haben Verbraucher.',
  not_paid: 'Diese Bestellung wurde nie bezahlt. Sie schulden nichts dafür, und nichts ist zurückzugeben.',
  given_back: 'Das Geld dieser Bestellung ist schon zurückgegeben worden.',
  order_unknown: 'Zu dieser Nummer und dieser E-Mail-Adresse kennen wir keine Bestellung. Jemand sieht nach und schreibt Ihnen. Ihre Erklärung zählt von dem Augenblick an, in dem sie uns erreicht hat.',
  sold_by: 'Verkauft von {operator}, dem Vertragspartner (Merchant of Record) für {game}.',
  closing: 'Bitte bewahren Sie diese Mail auf: Sie zeigt, was Sie erklärt haben und wann.',
};

export const WITHDRAWAL_MAIL_TEXTS: Readonly<Record<MailLanguage, WithdrawalMailTexts>> = { en, de };
