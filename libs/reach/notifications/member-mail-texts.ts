import type { MailLanguage } from './mail-texts.js';

/** The texts of mails to members of studios in one language. Names in braces are filled in. */
export interface MemberMailTexts {
  greeting: string;
  invitation_subject: string;
  invitation_text: string;
  invitation_action: string;
  invitation_note: string;
  password_link_subject: string;
  password_link_text: string;
  password_link_action: string;
  password_link_note: string;
  password_changed_subject: string;
  password_changed_text: string;
  password_changed_note: string;
  studio_id: string;
  sent_by: string;
}

export const MEMBER_MAIL_TEXTS: Readonly<Record<MailLanguage, MemberMailTexts>> = {
  en: {
    greeting: 'Hello {name},',
    invitation_subject: 'Your invitation to {studio}',
    invitation_text: 'you are invited to work in the console of {studio}. Choose a password to join.',
    invitation_action: 'Accept the invitation',
    invitation_note: 'The link works once and for seven days after you were invited. If you do not know {studio}, do nothing: nobody joins without the link.',
    password_link_subject: 'A new password for {studio}',
    password_link_text: 'somebody, hopefully you, asked for a new password for the console of {studio}.',
    password_link_action: 'Choose a new password',
    password_link_note: 'The link works once and for 30 minutes. If it was not you, do nothing: your password stays as it is.',
    password_changed_subject: 'Your password for {studio} was changed',
    password_changed_text: 'the password of your account in the console of {studio} was changed by a link that we had sent to this address. All your sessions were ended.',
    password_changed_note: 'If it was not you, tell an owner of {studio} at once.',
    studio_id: 'Id of the studio, which you need to sign in: {studio_id}',
    sent_by: 'Sent by {operator}.',
  },
  de: {
    greeting: 'Guten Tag {name},',
    invitation_subject: 'Ihre Einladung zu {studio}',
    invitation_text: 'Sie sind eingeladen, in der Konsole von {studio} mitzuarbeiten. Wählen Sie dazu ein Passwort.',
    invitation_action: 'Einladung annehmen',
    invitation_note: 'Der Link gilt einmal und sieben Tage lang ab der Einladung. Wenn Sie {studio} nicht kennen, tun Sie nichts: Ohne den Link tritt niemand bei.',
    password_link_subject: 'Ein neues Passwort für {studio}',
    password_link_text: 'jemand, hoffentlich Sie selbst, hat ein neues Passwort für die Konsole von {studio} verlangt.',
    password_link_action: 'Neues Passwort wählen',
    password_link_note: 'Der Link gilt einmal und 30 Minuten lang. Wenn Sie das nicht waren, tun Sie nichts: Ihr Passwort bleibt, wie es ist.',
    password_changed_subject: 'Ihr Passwort für {studio} wurde geändert',
    password_changed_text: 'das Passwort Ihres Kontos in der Konsole von {studio} wurde durch einen Link geändert, den wir an diese Adresse geschickt hatten. Alle Ihre Sitzungen wurden beendet.',
    password_changed_note: 'Wenn Sie das nicht waren, sagen Sie es sofort jemandem, dem {studio} gehört.',
    studio_id: 'ID des Studios, die Sie zum Anmelden brauchen: {studio_id}',
    sent_by: 'Gesendet von {operator}.',
  },
};
