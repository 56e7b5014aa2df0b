import type { Locale } from '../messages/messages.js';

/** What the page says on which a contract is withdrawn from. Beside the texts of the store: only its own script needs them. */
export interface WithdrawTexts {
  title: string;
  lead: string;
  game: string;
  name: string;
  order: string;
  order_hint: string;
  email: string;
  email_hint: string;
  statement: string;
  confirm: string;
  confirming: string;
  incomplete: string;
  too_many: string;
  refused: string;
  unavailable: string;
  needs_script: string;
  received_title: string;
  received: string;
  mailed: string;
  keep: string;
}

export const WITHDRAW_TEXTS: Record<Locale, WithdrawTexts> = {
  en: {
    title: 'Withdraw from contract',
    lead: 'Tell us which purchase you withdraw from. You need no account and give no reason.',
    game: 'Purchase for {game}',
    name: 'Your name',
    order: 'Order',
    order_hint: 'The receipt number, the number of the order (ord_…) or that of the receipt: they stand in the mail and on the receipt',
    email: 'Your e-mail address',
    email_hint: 'The confirmation goes there. Take the address that you told when you bought, so that we find the order',
    statement: 'I withdraw from the contract on this order.',
    confirm: 'Confirm withdrawal',
    confirming: 'Sending …',
    incomplete: 'Name, order and an e-mail address are needed, and nothing else.',
    too_many: 'Too many statements from here. Wait a little, and try again.',
    refused: 'That could not be read. Look at the order and the e-mail address.',
    unavailable: 'Your withdrawal has not reached us. Try again shortly.',
    needs_script: 'This needs JavaScript. Please switch it on for this page.',
    received_title: 'Your withdrawal has been received',
    received: 'Received on {date}: {name} withdraws from the contract on order {order}.',
    mailed: 'A confirmation with what you stated, date and time goes to {email}, and says what happens now.',
    keep: 'Your statement counts from this moment on, whatever becomes of the mail.',
  },
  de: {
    title: 'Vertrag widerrufen',
    lead: 'Sagen Sie uns, welchen Kauf Sie widerrufen. Sie brauchen kein Konto und nennen keinen Grund.',
    game: 'Kauf für {game}',
    name: 'Ihr Name',
    order: 'Bestellung',
    order_hint: 'Die Belegnummer, die Nummer der Bestellung (ord_…) oder die des Belegs: Sie stehen in der Mail und auf dem Beleg',
    email: 'Ihre E-Mail-Adresse',
    email_hint: 'Dorthin geht die Bestätigung. Nehmen Sie die Adresse, die Sie beim Kauf angegeben haben, damit wir die Bestellung finden',
    statement: 'Ich widerrufe den Vertrag über diese Bestellung.',
    confirm: 'Widerruf bestätigen',
    confirming: 'Wird gesendet …',
    incomplete: 'Name, Bestellung und eine E-Mail-Adresse werden gebraucht, sonst nichts.',
    too_many: 'Zu viele Erklärungen von hier. Warten Sie ein wenig und versuchen Sie es noch einmal.',
    refused: 'Das war nicht zu lesen. Sehen Sie nach der Bestellung und der E-Mail-Adresse.',
    unavailable: 'Ihr Widerruf hat uns nicht erreicht. Versuchen Sie es gleich noch einmal.',
    needs_script: 'Das braucht JavaScript. Bitte schalten Sie es für diese Seite ein.',
    received_title: 'Ihr Widerruf ist eingegangen',
    received: 'Eingegangen am {date}: {name} widerruft den Vertrag über die Bestellung {order}.',
    mailed: 'Eine Bestätigung mit dem, was Sie erklärt haben, mit Datum und Uhrzeit geht an {email} und sagt, was nun geschieht.',
    keep: 'Ihre Erklärung zählt von diesem Augenblick an, was auch immer aus der Mail wird.',
  },
};
