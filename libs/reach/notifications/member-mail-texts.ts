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
  studio_dispute_opened_subject: string;
  studio_dispute_opened_text: string;
  studio_dispute_opened_note: string;
  studio_dispute_due_subject: string;
  studio_dispute_due_text: string;
  studio_dispute_due_note: string;
  studio_dispute_won_subject: string;
  studio_dispute_won_text: string;
  studio_dispute_won_note: string;
  studio_dispute_lost_subject: string;
  studio_dispute_lost_text: string;
  studio_dispute_lost_note: string;
  dispute_of: string;
  dispute_amount: string;
  dispute_reason: string;
  dispute_due: string;
  dispute_evidence: string;
  dispute_switch: string;
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
    studio_dispute_opened_subject: 'A payment for {studio} is disputed ({amount})',
    studio_dispute_opened_text: 'the bank of a player has taken the money of an order back until it has decided. {operator} answers it out of the records.',
    studio_dispute_opened_note: 'Do you know something that speaks for the sale, such as what the player did with the items? Write to {contact} before the answer leaves.',
    studio_dispute_due_subject: 'The answer to a dispute is about to leave ({amount})',
    studio_dispute_due_text: 'a dispute of a payment for {studio} still waits for its answer, which {operator} sends out of the records.',
    studio_dispute_due_note: 'Whatever you know that speaks for the sale has to reach {contact} before then. Afterwards nothing can be added.',
    studio_dispute_won_subject: 'A dispute was won for {studio} ({amount})',
    studio_dispute_won_text: 'the bank has decided that a payment stands. The money is in the books again.',
    studio_dispute_won_note: 'There is nothing that you have to do.',
    studio_dispute_lost_subject: 'A dispute was lost for {studio} ({amount})',
    studio_dispute_lost_text: 'the bank has decided that a payment goes back to the player. The sale was taken out of the books of {studio}, and the game is told to take the items back.',
    studio_dispute_lost_note: 'There is nothing that you have to do.',
    dispute_of: 'Order: {order_id}, dispute: {dispute_id}',
    dispute_amount: 'Amount: {amount}',
    dispute_reason: 'Reason: {reason}',
    dispute_due: 'The bank wants an answer until {due}.',
    dispute_evidence: 'The answer leaves by itself on {evidence}.',
    dispute_switch: 'You get this as owner or for finance of {studio}. Switch such mails off by PUT /v1/console/mails.',
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
    studio_dispute_opened_subject: 'Eine Zahlung für {studio} ist strittig ({amount})',
    studio_dispute_opened_text: 'die Bank eines Spielers hat das Geld einer Bestellung zurückgeholt, bis sie entschieden hat. {operator} antwortet ihr aus den Aufzeichnungen.',
    studio_dispute_opened_note: 'Wissen Sie etwas, das für den Verkauf spricht, etwa was der Spieler mit den Gegenständen getan hat? Schreiben Sie an {contact}, bevor die Antwort abgeht.',
    studio_dispute_due_subject: 'Die Antwort auf einen Zahlungsstreit geht bald ab ({amount})',
    studio_dispute_due_text: 'ein Streit um eine Zahlung für {studio} wartet noch auf seine Antwort, die {operator} aus den Aufzeichnungen schickt.',
    studio_dispute_due_note: 'Was Sie wissen und was für den Verkauf spricht, muss vorher bei {contact} sein. Danach kann nichts mehr nachgereicht werden.',
    studio_dispute_won_subject: 'Ein Zahlungsstreit wurde für {studio} gewonnen ({amount})',
    studio_dispute_won_text: 'die Bank hat entschieden, dass eine Zahlung bestehen bleibt. Das Geld steht wieder in den Büchern.',
    studio_dispute_won_note: 'Sie müssen nichts tun.',
    studio_dispute_lost_subject: 'Ein Zahlungsstreit ging für {studio} verloren ({amount})',
    studio_dispute_lost_text: 'die Bank hat entschieden, dass eine Zahlung an den Spieler zurückgeht. Der Verkauf wurde aus den Büchern von {studio} genommen, und das Spiel soll die Gegenstände zurücknehmen.',
    studio_dispute_lost_note: 'Sie müssen nichts tun.',
    dispute_of: 'Bestellung: {order_id}, Streit: {dispute_id}',
    dispute_amount: 'Betrag: {amount}',
    dispute_reason: 'Grund: {reason}',
    dispute_due: 'Die Bank will bis {due} eine Antwort.',
    dispute_evidence: 'Die Antwort geht am {evidence} von selbst ab.',
    dispute_switch: 'Sie bekommen das, weil Ihnen {studio} gehört oder Sie dort für Finanzen zuständig sind. Mit PUT /v1/console/mails schalten Sie solche Mails ab.',
    studio_id: 'ID des Studios, die Sie zum Anmelden brauchen: {studio_id}',
    sent_by: 'Gesendet von {operator}.',
  },
};
