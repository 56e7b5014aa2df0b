import type { Locale } from '../messages/messages.js';

/** What the pages for people of studios say. Beside the texts of the store: no player loads them. */
export interface PeopleTexts {
  invitation_title: string;
  invitation_lead: string;
  new_password_title: string;
  new_password_lead: string;
  forgotten_title: string;
  forgotten_lead: string;
  password: string;
  password_hint: string;
  password_again: string;
  studio: string;
  studio_hint: string;
  email: string;
  save: string;
  send_link: string;
  working: string;
  joined: string;
  changed: string;
  asked: string;
  no_token: string;
  short: string;
  different: string;
  link_invalid: string;
  invitation_invalid: string;
  incomplete: string;
  too_many: string;
  unavailable: string;
  needs_script: string;
  passwords_off: string;
  code_title: string;
  code_lead: string;
  code: string;
  code_hint: string;
  sign_in: string;
  code_wrong: string;
  signed_in_title: string;
  signed_in: string;
  not_signed_in_title: string;
  sign_in_refused: string;
  provider_silent: string;
}

export const PEOPLE_TEXTS: Readonly<Record<Locale, PeopleTexts>> = {
  en: {
    invitation_title: 'Join the studio',
    invitation_lead: 'Choose a password for your account in the console.',
    new_password_title: 'Choose a new password',
    new_password_lead: 'All your sessions end. At your next sign-in the code of your app is asked for as before.',
    forgotten_title: 'Password forgotten',
    forgotten_lead: 'We send a link to the address of your account. It works once and for 30 minutes.',
    password: 'Password',
    password_hint: 'At least twelve characters',
    password_again: 'The same once more',
    studio: 'Id of the studio',
    studio_hint: 'It begins with stu_ and stands in every mail to you',
    email: 'E-mail address',
    save: 'Save the password',
    send_link: 'Send the link',
    working: 'One moment …',
    joined: 'Welcome. Your account is ready: sign in with your address and this password.',
    changed: 'Your password was changed. Sign in with it.',
    asked: 'If a member of this studio has this address, the mail is on its way.',
    no_token: 'This address is not whole: open the link of the mail once more.',
    short: 'Choose at least twelve characters.',
    different: 'The two are not the same.',
    link_invalid: 'This link works no more: it works once and for 30 minutes.',
    invitation_invalid: 'This invitation works no more: it works once and for seven days.',
    incomplete: 'Please look at what you have typed.',
    too_many: 'Too many tries. Please wait a while.',
    unavailable: 'That did not work just now. Please try again.',
    needs_script: 'This page needs JavaScript. Please switch it on for it.',
    passwords_off: 'Members of this studio sign in by its provider. Ask whoever invited you for the address.',
    code_title: 'One more step',
    code_lead: 'Your provider knows you. Your account here has a second factor: show its code too.',
    code: 'Code of your app',
    code_hint: 'Six digits, or one of your recovery codes',
    sign_in: 'Sign in',
    code_wrong: 'This code was not right, or it took too long. Try another one, or begin again.',
    signed_in_title: 'You are signed in',
    signed_in: 'You can close this page, or go on in the console.',
    not_signed_in_title: 'You are not signed in',
    sign_in_refused: 'Your provider did not lead to a member of the studio. Begin again; if it stays so, ask an owner whether your address is the one that was invited.',
    provider_silent: 'Your provider does not answer as it should. Please try again in a while.',
  },
  de: {
    invitation_title: 'Dem Studio beitreten',
    invitation_lead: 'Wählen Sie ein Passwort für Ihr Konto in der Konsole.',
    new_password_title: 'Neues Passwort wählen',
    new_password_lead: 'Alle Ihre Sitzungen enden. Beim nächsten Anmelden wird wie bisher nach dem Code Ihrer App gefragt.',
    forgotten_title: 'Passwort vergessen',
    forgotten_lead: 'Wir schicken einen Link an die Adresse Ihres Kontos. Er gilt einmal und 30 Minuten lang.',
    password: 'Passwort',
    password_hint: 'Mindestens zwölf Zeichen',
    password_again: 'Dasselbe noch einmal',
    studio: 'ID des Studios',
    studio_hint: 'Sie beginnt mit stu_ und steht in jeder Mail an Sie',
    email: 'E-Mail-Adresse',
    save: 'Passwort speichern',
    send_link: 'Link senden',
    working: 'Einen Moment …',
    joined: 'Willkommen. Ihr Konto ist bereit: Melden Sie sich mit Ihrer Adresse und diesem Passwort an.',
    changed: 'Ihr Passwort wurde geändert. Melden Sie sich damit an.',
    asked: 'Falls ein Mitglied dieses Studios diese Adresse hat, ist die Mail unterwegs.',
    no_token: 'Diese Adresse ist nicht vollständig: Öffnen Sie den Link der Mail noch einmal.',
    short: 'Wählen Sie mindestens zwölf Zeichen.',
    different: 'Die beiden stimmen nicht überein.',
    link_invalid: 'Dieser Link gilt nicht mehr: Er gilt einmal und 30 Minuten lang.',
    invitation_invalid: 'Diese Einladung gilt nicht mehr: Sie gilt einmal und sieben Tage lang.',
    incomplete: 'Bitte sehen Sie sich an, was Sie eingegeben haben.',
    too_many: 'Zu viele Versuche. Bitte warten Sie eine Weile.',
    unavailable: 'Das ging gerade nicht. Bitte versuchen Sie es noch einmal.',
    needs_script: 'Diese Seite braucht JavaScript. Bitte schalten Sie es dafür ein.',
    passwords_off: 'Mitglieder dieses Studios melden sich über dessen Anbieter an. Fragen Sie, wer Sie eingeladen hat, nach der Adresse.',
    code_title: 'Noch ein Schritt',
    code_lead: 'Ihr Anbieter kennt Sie. Ihr Konto hier hat einen zweiten Faktor: Zeigen Sie auch dessen Code.',
    code: 'Code Ihrer App',
    code_hint: 'Sechs Ziffern oder einer Ihrer Wiederherstellungscodes',
    sign_in: 'Anmelden',
    code_wrong: 'Dieser Code war nicht richtig, oder es hat zu lange gedauert. Versuchen Sie einen anderen, oder beginnen Sie noch einmal.',
    signed_in_title: 'Sie sind angemeldet',
    signed_in: 'Sie können diese Seite schließen oder in der Konsole weitermachen.',
    not_signed_in_title: 'Sie sind nicht angemeldet',
    sign_in_refused: 'Ihr Anbieter hat zu keinem Mitglied des Studios geführt. Beginnen Sie noch einmal; bleibt es so, fragen Sie, ob Ihre Adresse die eingeladene ist.',
    provider_silent: 'Ihr Anbieter antwortet nicht, wie er soll. Bitte versuchen Sie es etwas später noch einmal.',
  },
};
