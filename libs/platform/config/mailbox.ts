export interface Mailbox {
  name: string;
  address: string;
}

/** `Name <address>`, or an address alone. */
export function mailbox(text: string): Mailbox {
  const match = /^\s*"?([^"<]*?)"?\s*<([^<>\s]+@[^<>\s]+)>\s*$/.exec(text);
  if (match) return { name: match[1] || match[2]!, address: match[2]! };
  if (/^[^<>\s]+@[^<>\s]+$/.test(text.trim())) return { name: text.trim(), address: text.trim() };
  throw new Error(`MAIL_FROM="${text}" is neither "Name <address>" nor an address`);
}
