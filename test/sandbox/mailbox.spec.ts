import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { pino } from 'pino';
import { buildMailboxApp, type MailboxApp } from '../../apps/sandbox/mailbox/app.js';
import { Messages } from '../../apps/sandbox/mailbox/messages.js';
import { http, type Json } from './psp-fixture.js';

let folder: string;
let mailbox: MailboxApp;
let url: string;
let smtpUrl: string;

async function startMailbox(): Promise<void> {
  mailbox = await buildMailboxApp({ host: '127.0.0.1', port: 0, smtpPort: 0, dataFile: path.join(folder, 'mail.jsonl') }, pino({ level: 'silent' }));
  ({ url, smtp_url: smtpUrl } = await mailbox.listen());
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'hubcraft-mail-'));
  await startMailbox();
});

afterEach(async () => {
  await mailbox.close();
  rmSync(folder, { recursive: true, force: true });
});

async function send(mail: SendMailOptions, credentials = ''): Promise<void> {
  const transport = createTransport(smtpUrl.replace('smtp://', `smtp://${credentials}`));
  await transport.sendMail({ from: 'shop@hubcraft.test', subject: 'Your receipt', ...mail });
  transport.close();
}

const list = async (query = ''): Promise<Json[]> => (await http('GET', `${url}/api/messages${query}`)).json['data'] as Json[];

test('a mail is kept with both parts, umlauts and attachments', async () => {
  await send({ to: 'astra@example.com', subject: 'Ihre Quittung über 19,99 €', text: 'Grüße', html: '<p>Grüße</p>', attachments: [{ filename: 'receipt.pdf', content: Buffer.alloc(2000, 7) }] });
  expect(await list()).toMatchObject([
    {
      from: 'shop@hubcraft.test',
      to: ['astra@example.com'],
      subject: 'Ihre Quittung über 19,99 €',
      text: expect.stringContaining('Grüße'),
      html: expect.stringContaining('<p>Grüße</p>'),
      attachments: [{ filename: 'receipt.pdf', mime_type: 'application/pdf', bytes: 2000 }],
    },
  ]);
});

test('a login is not needed and not refused', async () => {
  await send({ to: 'a@example.com' });
  await send({ to: 'a@example.com' }, 'somebody:secret@');
  expect(await list()).toHaveLength(2);
});

test('the list is newest first and filtered by the whole address, hidden copies included', async () => {
  await send({ to: 'a@example.com', subject: 'one' });
  await send({ to: 'b@example.com', bcc: 'a@example.com', subject: 'two' });
  await send({ to: 'aa@example.com', subject: 'three' });
  expect((await list()).map((message) => message['subject'])).toEqual(['three', 'two', 'one']);
  expect((await list('?to=A@Example.com')).map((message) => message['subject'])).toEqual(['two', 'one']);
  expect((await list('?to=a@example.com&limit=1')).map((message) => message['subject'])).toEqual(['two']);
  expect((await http('GET', `${url}/api/messages?limit=0`)).status).toBe(400);
});

test('the pages show it, escape the text and give the body no script', async () => {
  await send({ to: 'a@example.com', subject: '<b>bold</b>', text: '<i>', html: '<script>alert(1)</script><p>hello</p>' });
  const id = String((await list())[0]?.['id']);
  expect((await http('GET', `${url}/`)).text).toContain('&lt;b&gt;bold&lt;/b&gt;');
  const page = await http('GET', `${url}/messages/${id}`);
  expect(page.text).toContain(`<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" src="/messages/${id}/body"`);
  expect(page.text).not.toContain('<script>');
  expect(page.headers['content-security-policy']).toContain("frame-src 'self'");
  const body = await http('GET', `${url}/messages/${id}/body`);
  expect(body.text).toContain('<p>hello</p>');
  expect(body.headers['content-security-policy']).toMatch(/^default-src 'none'; .*sandbox allow-popups/);
  expect((await http('GET', `${url}/messages/${id}/source`)).text).toContain('Subject: <b>bold</b>');
  expect((await http('GET', `${url}/messages/msg_none`)).status).toBe(404);
});

test('mail that was acknowledged is there after a restart', async () => {
  await send({ to: 'a@example.com', text: 'kept' });
  const before = await list();
  await mailbox.close();
  await startMailbox();
  expect(await list()).toEqual(before);
});

test('only the last thousand stay, in memory and in the file', async () => {
  const file = path.join(folder, 'many.jsonl');
  const messages = await Messages.open(file);
  const sizes: number[] = [];
  for (let n = 1; n <= 2001; n += 1) {
    await messages.add(n, 'shop@hubcraft.test', ['a@example.com'], Buffer.from(`Subject: number ${n}\r\n\r\nbody\r\n`));
    if (n >= 2000) sizes.push(statSync(file).size);
  }
  expect(messages.list(null, 1000).map(({ subject }) => subject).slice(0, 2)).toEqual(['number 2001', 'number 2000']);
  expect(messages.list(null, 5000)).toHaveLength(1000);
  expect(sizes[1]).toBeLessThan((sizes[0] ?? 0) * 0.6);
  await messages.add(2002, 'shop@hubcraft.test', ['a@example.com'], Buffer.from('Subject: number 2002\r\n\r\nbody\r\n'));
  await messages.close();
  const again = await Messages.open(file);
  const subjects = again.list(null, 5000).map(({ subject }) => subject);
  expect([subjects.length, subjects[0], subjects.at(-1)]).toEqual([1000, 'number 2002', 'number 1003']);
  await again.close();
});
