import { escapeHtml } from '../html.js';
import type { Message } from './messages.js';

const STYLE = `
*{box-sizing:border-box}
body{margin:0;font:1rem/1.5 system-ui,sans-serif;background:#f5f6f8;color:#16202e}
header,main{max-width:60rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem;margin:0;overflow-wrap:anywhere}
a{color:#1d4ed8}
ol{list-style:none;margin:0;padding:0;background:#fff;border-radius:.75rem}
li+li{border-top:1px solid #d9dee6}
li a{display:grid;gap:.125rem;padding:.75rem 1rem;text-decoration:none}
li a:hover strong,li a:focus strong{text-decoration:underline}
.soft{color:#4a586b;font-size:.875rem;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:1rem 0}dt{color:#4a586b}dd{margin:0;overflow-wrap:anywhere}
iframe,pre{width:100%;min-height:60vh;border:1px solid #d9dee6;border-radius:.5rem;background:#fff}
pre{padding:1rem;white-space:pre-wrap;overflow-wrap:anywhere;min-height:0}
`;

export function listPage(messages: readonly Message[], nonce: string): string {
  const rows = messages.map(
    (message) => `<li><a href="/messages/${message.id}"><strong>${escapeHtml(message.subject || '(no subject)')}</strong>
<span class="soft">to ${escapeHtml(message.to.join(', '))} · ${utcTime(message.received_at)}</span></a></li>`,
  );
  const body = rows.length === 0 ? '<p>No mail yet.</p>' : `<ol>${rows.join('\n')}</ol>`;
  return page('Mailbox', '<h1>Mailbox</h1><p class="soft">Every mail of this installation ends here; none leaves the machine.</p>', body, nonce);
}

export function messagePage(message: Message, nonce: string): string {
  const attachments = message.attachments.map(({ filename, mime_type, bytes }) => `${filename} (${mime_type}, ${bytes} bytes)`).join(', ');
  const html = message.html === null ? '' : `<h2>Message</h2><iframe sandbox="allow-popups allow-popups-to-escape-sandbox" src="/messages/${message.id}/body" title="Message body"></iframe>`;
  const text = message.text === null ? '' : `<h2>Plain text</h2><pre>${escapeHtml(message.text)}</pre>`;
  const details = `<dl><dt>From</dt><dd>${escapeHtml(message.from)}</dd><dt>To</dt><dd>${escapeHtml(message.to.join(', '))}</dd><dt>Received</dt><dd>${utcTime(message.received_at)}</dd>${
    attachments === '' ? '' : `<dt>Attached</dt><dd>${escapeHtml(attachments)}</dd>`
  }</dl><p><a href="/messages/${message.id}/source">Source</a></p>`;
  return page(message.subject || '(no subject)', `<p><a href="/">All mail</a></p><h1>${escapeHtml(message.subject || '(no subject)')}</h1>`, details + html + text, nonce);
}

export function notFoundPage(nonce: string): string {
  return page('Not found', '<h1>Not found</h1>', '<p>There is no such message; only the last thousand are kept. <a href="/">All mail</a></p>', nonce);
}

function page(title: string, head: string, body: string, nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body><header>${head}</header><main>${body}</main></body>
</html>
`;
}

function utcTime(unixSeconds: number): string {
  return `${new Date(unixSeconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
