import PostalMime, { type Email } from 'postal-mime';
import { bounceKind, statusCodeIn, withoutAddresses, type ReportKind } from './bounces.js';
import { inMessageId, inReturnPath, type ToldReference } from './mail-reference.js';

/** What a report says of one mail. `kind` is null where it changes nothing: delayed, delivered, "not spam". */
export interface MailReport {
  kind: ReportKind | null;
  status_code: string | null;
  said: string | null;
  /** Null where it names no mail as ours are named. */
  about: ToldReference | null;
}

const DELIVERY = ['message/delivery-status', 'message/global-delivery-status'];
const RETURNED = ['message/rfc822', 'message/global', 'text/rfc822-headers', 'message/rfc822-headers', 'message/global-headers'];
const FEEDBACK = 'message/feedback-report';
/** RFC 5965, 7.3: what speaks against a mail. `not-spam` and `auth-failure` (RFC 6591) do not. */
const COMPLAINTS = ['abuse', 'fraud', 'virus', 'other'];
const LIMITS = { maxNestingDepth: 20, maxHeadersSize: 262_144, forceRfc822Attachments: true, attachmentEncoding: 'utf8' } as const;

type Fields = ReadonlyMap<string, string>;

/** A report as it came by mail: of delivery (RFC 3464) or of abuse (RFC 5965). Null: it is neither, or no mail at all. */
export async function readReport(raw: Buffer): Promise<MailReport | null> {
  const mail = await PostalMime.parse(raw, LIMITS).catch(() => null);
  if (!mail) return null;
  const part = (types: readonly string[]): string | null => {
    const found = mail.attachments.find(({ mimeType }) => types.includes(mimeType));
    return found ? String(found.content) : null;
  };
  const [delivery, feedback] = [part(DELIVERY), part([FEEDBACK])];
  if (delivery === null && feedback === null) return null;
  const groups = fieldGroups(delivery ?? feedback!);
  const about = referenceIn(mail, part(RETURNED) ?? '', groups);
  return delivery === null ? { ...complaintIn(groups), about } : { ...bounceIn(groups), about };
}

function bounceIn(groups: readonly Fields[]): Omit<MailReport, 'about'> {
  const failed = groups.find((fields) => fields.get('action')?.toLowerCase().split(/[\s(]/)[0] === 'failed');
  if (!failed) return { kind: null, status_code: null, said: null };
  // `smtp; 550 5.1.1 …`
  const said = (failed.get('diagnostic-code') ?? '').replace(/^[\w-]+;\s*/, '');
  const told = statusCodeIn(failed.get('status') ?? '');
  // Some servers say 5.0.0 of everything, and what they were told beside it.
  const status_code = told === null || told.endsWith('.0.0') ? (statusCodeIn(said) ?? told) : told;
  const smtp = /^([245]\d\d)\b/.exec(said)?.[1];
  return { kind: bounceKind({ status_code, smtp_code: smtp ? Number(smtp) : null, said, is_of_recipient: true }), status_code, said: withoutAddresses(said) || null };
}

function complaintIn(groups: readonly Fields[]): Omit<MailReport, 'about'> {
  const type = groups.find((fields) => fields.has('feedback-type'))?.get('feedback-type')?.toLowerCase() ?? '';
  return { kind: COMPLAINTS.includes(type) ? 'complaint' : null, status_code: null, said: COMPLAINTS.includes(type) ? type : null };
}

/** By the Message-ID of the mail that comes back with the report, else by the envelope's id, else by the address that the report went to. */
function referenceIn(mail: Email, returned: string, groups: readonly Fields[]): ToldReference | null {
  const head = fieldGroups(returned)[0];
  const envelope = groups.find((fields) => fields.has('original-envelope-id'))?.get('original-envelope-id');
  const sentTo = mail.headers.filter(({ key }) => ['to', 'delivered-to', 'x-original-to', 'envelope-to'].includes(key)).map(({ value }) => value);
  const path = [...sentTo, groups.find((fields) => fields.has('original-mail-from'))?.get('original-mail-from') ?? ''].join(' ');
  return inMessageId(head?.get('message-id') ?? '') ?? inMessageId(envelope ?? '') ?? inReturnPath(path);
}

/** Groups of header fields with an empty line between two, names in lower case, folded lines put together. The first of a name counts. */
function fieldGroups(text: string): Fields[] {
  return text.replaceAll('\r\n', '\n').split(/\n[ \t]*\n/).map((group) => {
    const fields = new Map<string, string>();
    for (const line of group.replaceAll(/\n[ \t]+/g, ' ').split('\n')) {
      const colon = line.indexOf(':');
      const name = line.slice(0, colon).trim().toLowerCase();
      if (colon > 0 && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
    }
    return fields;
  }).filter((fields) => fields.size > 0);
}
