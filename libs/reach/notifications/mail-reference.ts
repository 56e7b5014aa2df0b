/** By which a mail of ours is known again: its id and the game it belongs to. Neither can be guessed, so whoever names both has seen the mail. */
export interface MailReference {
  mail_id: string;
  game_id: string;
}

const TAIL = '[0-7][0-9a-hjkmnp-tv-z]{25}';
const MESSAGE_ID = new RegExp(`<?(ntf_${TAIL})\\.(gam_${TAIL})@`, 'i');
const RETURN_PATH = new RegExp(`\\+(${TAIL})-(${TAIL})@`, 'i');

/** Without its brackets. */
export function messageIdOf({ mail_id, game_id }: MailReference, domain: string): string {
  return `${mail_id}.${game_id}@${domain}`;
}

/** The address that reports about this one mail go to (VERP): `bounces+<id>-<id>@domain`. A local part holds 64 characters (RFC 5321, 4.5.3.1.1): the prefixes of the ids are left out. */
export function returnPathOf({ mail_id, game_id }: MailReference, bounces: string): string {
  const [local, domain] = bounces.split('@');
  return `${local}+${mail_id.slice(4)}-${game_id.slice(4)}@${domain}`;
}

export function inMessageId(text: string): MailReference | null {
  const found = MESSAGE_ID.exec(text);
  return found && { mail_id: found[1]!.toLowerCase(), game_id: found[2]!.toLowerCase() };
}

export function inReturnPath(text: string): MailReference | null {
  const found = RETURN_PATH.exec(text);
  return found && { mail_id: `ntf_${found[1]!.toLowerCase()}`, game_id: `gam_${found[2]!.toLowerCase()}` };
}
