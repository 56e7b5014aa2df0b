import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';

/** Leaf, a few intermediates, root: no chain of the web is longer. */
const LENGTH_MAX = 6;
const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

let publicRoots: X509Certificate[] | undefined;

/** The roots that browsers trust, as Node comes with them. */
const trustedByNode = (): X509Certificate[] => (publicRoots ??= rootCertificates.map((pem) => new X509Certificate(pem)));

/** @throws Error where what looks like a certificate is none */
export function certificatesIn(pem: string): X509Certificate[] {
  return (pem.match(PEM) ?? []).slice(0, LENGTH_MAX).map((each) => new X509Certificate(each));
}

function isValidAt(certificate: X509Certificate, at: number): boolean {
  return Date.parse(certificate.validFrom) <= at * 1_000 && at * 1_000 <= Date.parse(certificate.validTo);
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

/**
 * Whether the first certificate is for this host and leads, each by the signature of the next and all of them within their time, to one that is trusted: those that Node comes with, or `also`.
 * `at`: Unix seconds. Revocation is not asked for.
 */
export function isTrustedFor(chain: readonly X509Certificate[], host: string, at: number, also: readonly X509Certificate[] = []): boolean {
  const [leaf, ...between] = chain;
  if (!leaf || !leaf.checkHost(host, { subject: 'never' }) || leaf.ca) return false;
  let last = leaf;
  for (let length = 0; length < LENGTH_MAX; length++) {
    if (!isValidAt(last, at)) return false;
    const root = [...also, ...trustedByNode()].find((each) => isIssuedBy(last, each));
    if (root) return isValidAt(root, at);
    const next = between.find((each) => each !== last && isIssuedBy(last, each));
    if (!next) return false;
    last = next;
  }
  return false;
}
