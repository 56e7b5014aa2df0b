/** Reports as mail servers and mailbox providers write them, about the mail with this Message-ID (without its brackets). */
export interface ToldReport {
  message_id?: string;
  action?: string;
  status?: string;
  diagnostic?: string;
  feedback?: string;
  to?: string;
  /** What the mail comes back as; none where the server keeps it. */
  returned?: 'message/rfc822' | 'text/rfc822-headers' | null;
}

/** A delivery status notification (RFC 3464), as Postfix writes it. */
export function deliveryReport({ message_id = '', action = 'failed', status = '5.1.1', diagnostic = 'smtp; 550 5.1.1 <aria@example.com>: Recipient address rejected: User unknown', to = 'store@aurora.example', returned = 'message/rfc822' }: ToldReport): Buffer {
  return report('delivery-status', to, [
    ['message/delivery-status', `Reporting-MTA: dns; mx.aurora.example\nArrival-Date: Sat, 28 Nov 2026 10:00:00 +0000\n\nFinal-Recipient: rfc822; aria@example.com\nOriginal-Recipient: rfc822;aria@example.com\nAction: ${action}\nStatus: ${status}\nRemote-MTA: dns; mx.example.com\nDiagnostic-Code: ${diagnostic.replace(': ', ':\n    ')}\n`],
    ...(returned ? [[returned, `Return-Path: <store@aurora.example>\nMessage-ID: <${message_id}>\nFrom: Aurora Store <store@aurora.example>\nTo: aria@example.com\nSubject: Your receipt\n\nYou have bought the following.\n`] as const] : []),
  ]);
}

/** A report of abuse (RFC 5965), as a feedback loop writes it. */
export function abuseReport({ message_id = '', feedback = 'abuse' }: ToldReport): Buffer {
  return report('feedback-report', 'store@aurora.example', [
    ['message/feedback-report', `Feedback-Type: ${feedback}\nUser-Agent: SomeGenerator/1.0\nVersion: 1\nOriginal-Mail-From: <store@aurora.example>\nReceived-Date: Sat, 28 Nov 2026 10:00:00 +0000\n`],
    ['text/rfc822-headers', `From: <store@aurora.example>\nMessage-Id: <${message_id}>\nSubject: Your receipt\n`],
  ]);
}

function report(type: string, to: string, parts: readonly (readonly [string, string])[]): Buffer {
  const body = [['text/plain; charset=us-ascii', 'This is a report for a person.\n'] as const, ...parts].map(([mime, text]) => `--b\nContent-Type: ${mime}\n\n${text}\n`).join('');
  return Buffer.from(`From: MAILER-DAEMON@mx.aurora.example\nTo: <${to}>\nSubject: A report\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=${type}; boundary="b"\n\n${body}--b--\n`.replaceAll('\n', '\r\n'));
}
