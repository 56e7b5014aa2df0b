import { newId } from '#platform/kernel/ids';
import { alarmsOf, bounceKind, statusCodeIn, withoutAddresses } from './bounces.js';
import { inMessageId, inReturnPath, messageIdOf, returnPathOf } from './mail-reference.js';
import { readReport } from './read-report.js';
import { isHeldBack } from './suppressions.js';
import { abuseReport, deliveryReport } from './testing/index.js';

const reference = () => ({ mail_id: newId('ntf') as string, game_id: newId('gam') as string, tag: '0123456tvz' });

describe('a refusal for good', () => {
  const kind = (reply: string, is_of_recipient = true) => bounceKind({ status_code: statusCodeIn(reply), smtp_code: Number(reply.slice(0, 3)), said: reply, is_of_recipient });

  it.each([
    ['550 5.1.1 no such user', 'hard_bounce'], ['550 5.1.2 no such host', 'hard_bounce'], ['553 5.1.3 bad syntax', 'hard_bounce'], ['556 5.1.10 the domain takes no mail', 'hard_bounce'], ['551 5.1.6 moved', 'hard_bounce'],
    ['550 5.2.1 mailbox disabled', 'hard_bounce'], ['552 5.2.2 mailbox full', 'soft_bounce'], ['550 5.0.0 no such user', 'hard_bounce'], ['550 5.4.1 Recipient address rejected: Access denied', 'soft_bounce'],
    ['552 5.2.3 too long for this mailbox', 'blocked'], ['552 5.3.4 too big', 'blocked'], ['550 5.7.1 relaying denied', 'blocked'], ['550 5.7.26 not authenticated', 'blocked'], ['554 5.6.0 bad content', 'blocked'], ['550 5.1.8 bad sender', 'blocked'],
    ['550 no such mailbox', 'hard_bounce'], ['553 mailbox name not allowed', 'hard_bounce'], ['551 user not local', 'hard_bounce'], ['552 out of space', 'soft_bounce'],
    ['550 relay access denied', 'blocked'], ['550 blocked by a list of spam senders', 'blocked'], ['554 transaction failed', 'blocked'],
    // The code says that there is no such mailbox, and the words something else.
    ['550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered', 'soft_bounce'], ['550 5.2.1 mailbox is receiving mail too quickly', 'soft_bounce'],
    ['550 5.1.0 sender rejected', 'blocked'], ['550 5.1.0 no such user', 'hard_bounce'], ['554 5.1.0 rejected', 'blocked'], ['550 5.1.1 blocked, see https://example.com/list', 'blocked'], ['550 5.1.1 <x@example.com>: listed for spam', 'blocked'],
    // The address is no word of the server's, and Postfix calls a table so.
    ['550 5.1.1 <blocked.sender@spam.example>: User unknown', 'hard_bounce'], ['550 5.1.1 <x@example.com>: Recipient address rejected: User unknown in relay recipient table', 'hard_bounce'], ['550 5.2.1 separate mailbox of a corporate user is closed', 'hard_bounce'],
  ] as const)('%s is a %s', (reply, expected) => expect(kind(reply)).toBe(expected));

  it('of a mail that was there already is of the address only where its code says so', () => {
    expect([kind('550 no such mailbox', false), kind('550 5.1.1 no such user', false)]).toEqual(['blocked', 'hard_bounce']);
  });

  it('is kept without the addresses that servers repeat', () => {
    expect(withoutAddresses('550 5.1.1 <aria@example.com>:\r\n  unknown, said mx')).toBe('550 5.1.1 … unknown, said mx');
    expect(withoutAddresses('x'.repeat(400))).toHaveLength(300);
    // The cut goes through an address.
    expect(withoutAddresses(`${'<a@b.example> '.repeat(292)}secret-name@example.com`)).not.toContain('secret');
  });

  it.each([['without a space', 'x'.repeat(1_048_576)], ['of addresses', 'a@b.example '.repeat(87_382)], ['of @', '@'.repeat(1_048_576)], ['of spaces', ' '.repeat(1_048_576)], ['of digits', '5.1.'.repeat(262_144)]])('of a megabyte %s is read in no time', async (_what, said) => {
    const raw = deliveryReport({ message_id: 'CAF9@mail.gmail.com', status: '5.0.0', diagnostic: `smtp; 550 ${said}` });
    const from = performance.now();
    expect((await readReport(raw))?.said?.length ?? 0).toBeLessThanOrEqual(300);
    withoutAddresses(said);
    bounceKind({ status_code: '5.1.1', smtp_code: 550, said, is_of_recipient: true });
    // A pattern that takes the square of the length takes minutes.
    expect(performance.now() - from).toBeLessThan(1_000);
  });

  it('names its code wherever it stands, and no version or address for one', () => {
    expect(['550 5.1.1 x', '550-5.7.1 x', '5.1.1 (bad)', '#5.2.2', '421 4.7.0: slow'].map(statusCodeIn)).toEqual(['5.1.1', '5.7.1', '5.1.1', '5.2.2', '4.7.0']);
    expect(['550 host 5.1.1.9 said', 'postfix 3.5.6', 'v5.1.1x'].map(statusCodeIn)).toEqual([null, null, null]);
  });
});

describe('a mail is known again', () => {
  it('by its Message-ID and by the address that reports go to, which fits into 64 characters', () => {
    const mail = reference();
    expect(inMessageId(`<${messageIdOf(mail, 'aurora.example')}>`)).toEqual(mail);
    const path = returnPathOf(mail, 'bounces-10@mail.aurora.example');
    expect(path.split('@')[0]!.length).toBeLessThanOrEqual(64);
    expect(inReturnPath(`Aurora <${path.toUpperCase()}>`)).toEqual({ ...mail, mail_id: mail.mail_id.slice(0, 20) });
    expect([inMessageId('<CAF9abc@mail.gmail.com>'), inReturnPath('bounces+tag@aurora.example'), inMessageId(`<${mail.mail_id}@aurora.example>`), inMessageId(`<${mail.mail_id}.${mail.game_id}@aurora.example>`)]).toEqual([null, null, null, null]);
  });
});

describe('a report', () => {
  const mail = reference();
  const message_id = messageIdOf(mail, 'aurora.example');

  it.each([
    ['of delivery, with the mail', deliveryReport({ message_id }), { kind: 'hard_bounce', status_code: '5.1.1', said: '550 5.1.1 … Recipient address rejected: User unknown', about: mail }],
    ['of delivery, with its head', deliveryReport({ message_id, returned: 'text/rfc822-headers' }), { kind: 'hard_bounce', about: mail }],
    ['of delivery, by where it was sent', deliveryReport({ returned: null, to: returnPathOf(mail, 'bounces@aurora.example') }), { kind: 'hard_bounce', about: { ...mail, mail_id: mail.mail_id.slice(0, 20) } }],
    ['of delivery that says 5.0.0 of what it was told 5.1.1', deliveryReport({ message_id, status: '5.0.0' }), { kind: 'hard_bounce', status_code: '5.1.1' }],
    ['of delivery that was given up after days', deliveryReport({ message_id, status: '4.4.1', diagnostic: 'smtp; 421 4.4.1 no answer' }), { kind: 'soft_bounce', status_code: '4.4.1' }],
    ['of delivery that was refused by policy', deliveryReport({ message_id, status: '5.7.1', diagnostic: 'smtp; 550 5.7.1 looks like spam' }), { kind: 'blocked' }],
    ['of delivery by sendmail, which says 5.1.1 of every bare 550', deliveryReport({ message_id, status: '5.1.1', diagnostic: 'smtp; 550 blocked, see https://example.com/list' }), { kind: 'blocked', status_code: '5.1.1' }],
    ['of delivery that goes on', deliveryReport({ message_id, action: 'delayed', status: '4.4.1' }), { kind: null }],
    ['of delivery that was done', deliveryReport({ message_id, action: 'delivered', status: '2.0.0' }), { kind: null }],
    ['about a mail of somebody else', deliveryReport({ message_id: 'CAF9@mail.gmail.com' }), { kind: 'hard_bounce', about: null }],
    ['of abuse', abuseReport({ message_id }), { kind: 'complaint', status_code: null, said: 'abuse', about: mail }],
    ['of what is no spam', abuseReport({ message_id, feedback: 'not-spam' }), { kind: null }],
    ['of failed authentication', abuseReport({ message_id, feedback: 'auth-failure' }), { kind: null }],
  ] as const)('%s', async (_what, raw, expected) => expect(await readReport(raw)).toMatchObject(expected));

  it('is none where somebody only answers, and where it is no mail at all', async () => {
    expect(await readReport(Buffer.from(`From: aria@example.com\r\nIn-Reply-To: <${message_id}>\r\nContent-Type: text/plain\r\n\r\nStatus: 5.1.1\r\n`))).toBeNull();
    for (const raw of [Buffer.alloc(0), Buffer.from('{"a":1}'), Buffer.from([0xff, 0xfe, 0, 1]), Buffer.from(`Content-Type: multipart/mixed; boundary=a\r\n\r\n${'--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n'.repeat(50)}`)]) expect(await readReport(raw)).toBeNull();
  });

  it('does not take what the returned mail says for what it says itself', async () => {
    const raw = deliveryReport({ message_id, action: 'delayed', status: '4.4.1' }).toString('latin1').replace('You have bought the following.', 'Action: failed\r\nStatus: 5.1.1');
    expect(await readReport(Buffer.from(raw, 'latin1'))).toMatchObject({ kind: null });
  });
});

describe('a suppressed address', () => {
  it('gets nothing after a bounce, and after a complaint what the law wants to be sent', () => {
    const kinds = ['receipt', 'withdrawal', 'refund', 'part_refund', 'copy', 'dispute_opened', 'invitation', 'password_link'];
    expect(kinds.filter((kind) => !isHeldBack(kind, ['complaint']))).toEqual(['receipt', 'withdrawal']);
    for (const reason of ['hard_bounce', 'soft_bounces'] as const) expect(kinds.filter((kind) => !isHeldBack(kind, ['complaint', reason]))).toEqual([]);
    expect(kinds.filter((kind) => !isHeldBack(kind, []))).toEqual(kinds);
  });
});

describe('the share of mails that come back', () => {
  const kinds = (mails: number, bounces: number, complaints = 0) => alarmsOf({ mails, bounces, complaints }).map(({ kind }) => kind);
  it('is told of above 5 %, from five on, and of complaints above 0.3 %, from three on', () => {
    expect([kinds(100, 5), kinds(100, 6), kinds(10, 4), kinds(5, 5)]).toEqual([[], ['bounces'], [], ['bounces']]);
    expect([kinds(1_000, 0, 3), kinds(999, 0, 3), kinds(100, 0, 2)]).toEqual([[], ['complaints'], []]);
  });
});
