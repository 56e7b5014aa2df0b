import os from 'node:os';
import { Injectable } from '@nestjs/common';
import ipaddr from 'ipaddr.js';
import { Config } from '../config/config.js';

/** Settings that name a server. Where it is on this machine its port is ours. */
const URLS = ['PUBLIC_URL', 'DATABASE_URL', 'DATABASE_OWNER_URL', 'REDIS_URL', 'SMTP_URL', 'SANDBOX_PSP_URL', 'STRIPE_API_URL', 'CHECKOUT_COM_API_URL', 'ADYEN_API_URL', 'PAYPAL_API_URL'] as const;
const PORTS = ['PORT', 'WORKER_PORT', 'METRICS_PORT', 'WORKER_METRICS_PORT'] as const;
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'postgres:': 5432, 'postgresql:': 5432, 'redis:': 6379, 'rediss:': 6379, 'smtp:': 25, 'smtps:': 465 };

export function portOf(url: URL): number {
  return url.port === '' ? (DEFAULT_PORTS[url.protocol] ?? 0) : Number(url.port);
}

/** The address or name of a URL, an IPv6 address without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/[[\]]/g, '');
}

/** A name that ends with the dot of the root stands for the same host. */
function nameOf(url: URL): string {
  return hostOf(url).replace(/\.$/, '');
}

export function isLoopbackAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
}

/** Loopback, written as a literal address or as the reserved name. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || isLoopbackAddress(host);
}

function isOfThisMachine(address: string): boolean {
  if (isLoopbackAddress(address)) return true;
  if (!ipaddr.isValid(address)) return false;
  const plain = ipaddr.process(address).toString();
  return Object.values(os.networkInterfaces()).some((list) => list?.some((each) => ipaddr.isValid(each.address) && ipaddr.process(each.address).toString() === plain));
}

/** What this installation listens on, and what else its configuration names on this machine: nobody may have it called by us. */
@Injectable()
export class OwnListeners {
  private readonly ports: ReadonlySet<number>;
  private readonly publicUrl: URL;

  constructor(config: Config) {
    this.publicUrl = new URL(config.publicUrl);
    const urls = URLS.flatMap((name) => config.optional(name) ?? []).filter((text) => URL.canParse(text)).map((text) => new URL(text));
    this.ports = new Set([...PORTS.map((name) => Number(config.optional(name))), ...urls.filter((url) => isLoopbackHost(hostOf(url))).map(portOf)]);
  }

  /** Before anything is resolved. */
  isNamedBy(url: URL): boolean {
    if (portOf(url) === portOf(this.publicUrl) && nameOf(url) === nameOf(this.publicUrl)) return true;
    return isLoopbackHost(nameOf(url)) && this.ports.has(portOf(url));
  }

  has(port: number): boolean {
    return this.ports.has(port);
  }

  /** After resolution. */
  answerAt(address: string, port: number): boolean {
    return this.ports.has(port) && isOfThisMachine(address);
  }
}
