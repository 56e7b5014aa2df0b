import { Injectable } from '@nestjs/common';
import { DerivedKeys } from '#platform/crypto/derived-keys';
import { sameSecret } from '#platform/crypto/envelope';

/** A mail of ours: its id and the game it belongs to. Both are read from the API by the studio. */
export interface MailReference {
  mail_id: string;
  game_id: string;
}

/** By what a report names a mail. `mail_id` is the whole of it, or as much as a return path holds; `tag` is what shows that whoever wrote the report has seen the mail. */
export interface ToldReference extends MailReference {
  tag: string;
}

const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const TAG_LENGTH = 10;
/** Time and count of an id: within a game it leads to few mails, and the tag tells which. */
const HEAD_LENGTH = 26 - TAG_LENGTH;
const TAIL = '[0-7][0-9a-hjkmnp-tv-z]{25}';
const TAG = `[0-9a-hjkmnp-tv-z]{${TAG_LENGTH}}`;
const MESSAGE_ID = new RegExp(`<?(ntf_${TAIL})\\.(gam_${TAIL})\\.(${TAG})@`, 'i');
const RETURN_PATH = new RegExp(`\\+([0-7][0-9a-hjkmnp-tv-z]{${HEAD_LENGTH - 1}})(${TAG})-(${TAIL})@`, 'i');

/** Without its brackets. */
export function messageIdOf({ mail_id, game_id, tag }: ToldReference, domain: string): string {
  return `${mail_id}.${game_id}.${tag}@${domain}`;
}

/**
 * The address that reports about this one mail go to (VERP): `bounces+<id><tag>-<id>@domain`. A local part holds 64 characters (RFC 5321, 4.5.3.1.1): the prefixes of the ids are left out, and the tag takes the place of the end of the
 * mail's.
 */
export function returnPathOf({ mail_id, game_id, tag }: ToldReference, bounces: string): string {
  const [local, domain] = bounces.split('@');
  return `${local}+${mail_id.slice(4, 4 + HEAD_LENGTH)}${tag}-${game_id.slice(4)}@${domain}`;
}

export function inMessageId(text: string): ToldReference | null {
  const found = MESSAGE_ID.exec(text);
  return found && { mail_id: found[1]!.toLowerCase(), game_id: found[2]!.toLowerCase(), tag: found[3]!.toLowerCase() };
}

export function inReturnPath(text: string): ToldReference | null {
  const found = RETURN_PATH.exec(text);
  return found && { mail_id: `ntf_${found[1]!.toLowerCase()}`, game_id: `gam_${found[3]!.toLowerCase()}`, tag: found[2]!.toLowerCase() };
}

/** Fifty bits of a keyed hash over mail and game, in letters that survive a change of case. They are in the mail and nowhere else, and a guess at one takes a mail to the operator. */
@Injectable()
export class MailTags {
  constructor(private readonly keys: DerivedKeys) {}

  of(mail: MailReference): string {
    return this.all(mail)[0]!;
  }

  /** Also where the master key has changed since the mail was sent. */
  isOf(tag: string, mail: MailReference): boolean {
    return this.all(mail).some((each) => sameSecret(each, tag));
  }

  private all({ mail_id, game_id }: MailReference): string[] {
    return this.keys.hashesOfRoots(mail_id, game_id, 'notifications.mail').map((hash) => [...Buffer.from(hash, 'base64url').subarray(0, TAG_LENGTH)].map((byte) => LETTERS[byte % LETTERS.length]).join(''));
  }
}
