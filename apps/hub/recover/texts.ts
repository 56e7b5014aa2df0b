import type { Locale } from '../messages/messages.js';

export interface RecoverTexts {
  title: string;
  /** `{total}`, `{game}`, `{with}`. */
  lead: string;
  card: string;
  nothing: string;
  pay: string;
  going: string;
  other: string;
  over: string;
  unavailable: string;
  needs_script: string;
}

export const RECOVER_TEXTS: Readonly<Record<Locale, RecoverTexts>> = {
  en: {
    title: 'Confirm your payment', lead: 'Your bank wants you to confirm the payment of {total} for {game} with {with}.', card: '{brand} •••• {last4}', nothing: 'Nothing has been charged yet. By paying you ask us to deliver at once.', pay: 'Pay {total}', going: 'One moment …',
    other: 'Pay another way', over: 'This link is not valid any more.', unavailable: 'That did not work. Try again in a moment.', needs_script: 'This page needs JavaScript.',
  },
  de: {
    title: 'Zahlung bestätigen', lead: 'Ihre Bank möchte, dass Sie die Zahlung von {total} für {game} mit {with} bestätigen.', card: '{brand} •••• {last4}', nothing: 'Es wurde noch nichts abgebucht. Mit der Zahlung verlangen Sie die sofortige Lieferung.', pay: '{total} bezahlen', going: 'Einen Moment …',
    other: 'Anders bezahlen', over: 'Dieser Link ist nicht mehr gültig.', unavailable: 'Das hat nicht geklappt. Versuchen Sie es gleich noch einmal.', needs_script: 'Diese Seite braucht JavaScript.',
  },
};

export const fill = (text: string, values: Readonly<Record<string, string>>): string => text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
