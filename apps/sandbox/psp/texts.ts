import type { Locale } from './rows.js';

export interface FrameTexts {
  readonly title: string;
  readonly number: string;
  readonly expiry: string;
  readonly expiry_hint: string;
  readonly security_code: string;
  readonly security_code_hint: string;
  readonly number_missing: string;
  readonly number_wrong: string;
  readonly expiry_missing: string;
  readonly expiry_wrong: string;
  readonly expiry_past: string;
  readonly security_code_wrong_3: string;
  readonly security_code_wrong_4: string;
  readonly unreachable: string;
}

export interface PageTexts {
  readonly challenge_title: string;
  readonly challenge_text: string;
  readonly complete: string;
  readonly fail: string;
  readonly wallet_title: string;
  readonly wallet_text: string;
  readonly pay: string;
  readonly cancel: string;
  readonly amount: string;
  readonly card: string;
  readonly notice: string;
  readonly not_found_title: string;
  readonly not_found_text: string;
}

export const FRAME_TEXTS: Readonly<Record<Locale, FrameTexts>> = {
  en: {
    title: 'Card details',
    number: 'Card number',
    expiry: 'Expiry date',
    expiry_hint: 'Month and year, for example 08 / 31',
    security_code: 'Security code',
    security_code_hint: '3 digits on the back, 4 on the front of American Express',
    number_missing: 'Enter the card number.',
    number_wrong: 'This card number is not valid. Check its digits.',
    expiry_missing: 'Enter the expiry date.',
    expiry_wrong: 'Enter a month and a year, for example 08 / 31.',
    expiry_past: 'This card has expired.',
    security_code_wrong_3: 'Enter the 3 digits of the security code.',
    security_code_wrong_4: 'Enter the 4 digits of the security code.',
    unreachable: 'The card could not be checked. Check the connection and try again.',
  },
  de: {
    title: 'Kartendaten',
    number: 'Kartennummer',
    expiry: 'Ablaufdatum',
    expiry_hint: 'Monat und Jahr, zum Beispiel 08 / 31',
    security_code: 'Prüfnummer',
    security_code_hint: '3 Ziffern auf der Rückseite, bei American Express 4 auf der Vorderseite',
    number_missing: 'Geben Sie die Kartennummer ein.',
    number_wrong: 'Diese Kartennummer ist nicht gültig. Prüfen Sie die Ziffern.',
    expiry_missing: 'Geben Sie das Ablaufdatum ein.',
    expiry_wrong: 'Geben Sie Monat und Jahr ein, zum Beispiel 08 / 31.',
    expiry_past: 'Diese Karte ist abgelaufen.',
    security_code_wrong_3: 'Geben Sie die 3 Ziffern der Prüfnummer ein.',
    security_code_wrong_4: 'Geben Sie die 4 Ziffern der Prüfnummer ein.',
    unreachable: 'Die Karte konnte nicht geprüft werden. Prüfen Sie die Verbindung und versuchen Sie es noch einmal.',
  },
};

export const PAGE_TEXTS: Readonly<Record<Locale, PageTexts>> = {
  en: {
    challenge_title: 'Confirm it is you',
    challenge_text: 'Your bank asks you to confirm this payment.',
    complete: 'Complete authentication',
    fail: 'Fail authentication',
    wallet_title: 'Sandbox wallet',
    wallet_text: 'You are about to pay with your wallet.',
    pay: 'Pay',
    cancel: 'Cancel',
    amount: 'Amount',
    card: 'Card',
    notice: 'This is a test page. No money moves.',
    not_found_title: 'Page not found',
    not_found_text: 'There is no such payment.',
  },
  de: {
    challenge_title: 'Bestätigen Sie, dass Sie es sind',
    challenge_text: 'Ihre Bank bittet Sie, diese Zahlung zu bestätigen.',
    complete: 'Authentifizierung abschließen',
    fail: 'Authentifizierung ablehnen',
    wallet_title: 'Sandbox-Wallet',
    wallet_text: 'Sie bezahlen gleich mit Ihrem Wallet.',
    pay: 'Bezahlen',
    cancel: 'Abbrechen',
    amount: 'Betrag',
    card: 'Karte',
    notice: 'Dies ist eine Testseite. Es fließt kein Geld.',
    not_found_title: 'Seite nicht gefunden',
    not_found_text: 'Diese Zahlung gibt es nicht.',
  },
};
