import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** X.509 certificates for tests: as much of DER as a chain of RSA keys needs. */
const der = (tag: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const size = body.length < 0x80 ? Buffer.from([body.length]) : body.length < 0x100 ? Buffer.from([0x81, body.length]) : Buffer.from([0x82, body.length >> 8, body.length & 0xff]);
  return Buffer.concat([Buffer.from([tag]), size, body]);
};
const sequence = (...parts: Buffer[]): Buffer => der(0x30, ...parts);
const text = (tag: number, value: string): Buffer => der(tag, Buffer.from(value));
const SHA256_WITH_RSA = sequence(Buffer.from('06092a864886f70d01010b', 'hex'), Buffer.from('0500', 'hex'));
const COMMON_NAME = Buffer.from('0603550403', 'hex');
const nameOf = (name: string): Buffer => sequence(der(0x31, sequence(COMMON_NAME, text(0x0c, name))));
const bits = (value: Buffer): Buffer => der(0x03, Buffer.from([0]), value);
const extension = (id: string, isCritical: boolean, value: Buffer): Buffer => sequence(Buffer.from(id, 'hex'), ...(isCritical ? [Buffer.from('0101ff', 'hex')] : []), der(0x04, value));

export interface Signer { name: string; key: KeyObject; pem: string }

interface Told { withKeyOf?: Signer; host?: string; isAuthority?: boolean; by?: Signer; from?: string; to?: string }

let serial = 1;

/** A key, new unless told whose, with a certificate; `by` nobody: signed by itself. `from` and `to` as `YYMMDD`. */
export function makeCertificate(name: string, { withKeyOf, host, isAuthority = false, by, from = '150101', to = '490101' }: Told = {}): Signer {
  const privateKey = withKeyOf?.key ?? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const extensions = [
    extension('0603551d13', true, isAuthority ? sequence(Buffer.from('0101ff', 'hex')) : sequence()),
    ...(host ? [extension('0603551d11', false, sequence(text(0x82, host)))] : []),
  ];
  const toBeSigned = sequence(
    der(0xa0, Buffer.from('020102', 'hex')), der(0x02, Buffer.from([serial++ & 0x7f])), SHA256_WITH_RSA, nameOf(by?.name ?? name), sequence(text(0x17, `${from}000000Z`), text(0x17, `${to}000000Z`)), nameOf(name),
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }), der(0xa3, sequence(...extensions)),
  );
  const whole = sequence(toBeSigned, SHA256_WITH_RSA, bits(sign('RSA-SHA256', toBeSigned, by?.key ?? privateKey)));
  const lines = whole.toString('base64').match(/.{1,64}/g)!.join('\n');
  return { name, key: privateKey, pem: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n` };
}
