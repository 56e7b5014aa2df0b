import { lookup as dnsLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import ipaddr from 'ipaddr.js';
import { Agent, request as undiciRequest } from 'undici';

export interface EgressRequest {
  method: 'GET' | 'POST';
  url: string;
  headers?: Record<string, string>;
  body?: Buffer | string;
  /** Everything together: connect, send, wait, read. */
  deadlineMs: number;
  /** Bytes of the answer that are read; the rest is cut off. */
  maxBytes?: number;
  /** Loopback and private addresses and plain http: the operator's own servers, and endpoints of sandbox games. */
  allowLocal: boolean;
}

export interface EgressAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
  /** True when the answer was longer than `maxBytes`. */
  cut: boolean;
}

export type EgressFailure = 'blocked_address' | 'timeout' | 'connection' | 'protocol';

/** No answer. Whether the other side has acted is unknown unless `sent` is false. */
export class EgressError extends Error {
  constructor(readonly reason: EgressFailure, message: string, readonly sent: boolean) {
    super(message);
    this.name = 'EgressError';
  }
}

/** Only global unicast addresses are the internet; what merely embeds an IPv4 address is looked at as that address. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.range() === 'unicast';
  const v6 = parsed as ipaddr.IPv6;
  // ::/8 holds the deprecated embeddings that a range table calls unicast.
  return v6.range() === 'unicast' && v6.parts[0]! >= 0x2000 && v6.parts[0]! <= 0x3fff;
}

function refusal(address: string): Error & { code: string } {
  return Object.assign(new Error(`${address} is not a public address`), { code: 'EBLOCKED' });
}

const publicLookup: LookupFunction = (hostname, options, callback) => {
  dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 4);
    const list = addresses as unknown as { address: string; family: number }[];
    const bad = list.find((entry) => !isPublicAddress(entry.address));
    // A mixture of public and private answers is refused whole: it is how rebinding begins.
    if (bad || list.length === 0) return callback(refusal(bad?.address ?? hostname), '', 4);
    if ((options as { all?: boolean }).all) return (callback as unknown as (e: null, a: typeof list) => void)(null, list);
    callback(null, list[0]!.address, list[0]!.family);
  });
};

const POOL = { connections: 64, pipelining: 1, keepAliveTimeout: 30_000, maxResponseSize: -1, headersTimeout: 0, bodyTimeout: 0 } as const;

/** Every request that leaves us. No redirects, no proxy variables, a total deadline, a bounded answer, and addresses that were checked. */
@Injectable()
export class Egress implements OnApplicationShutdown {
  private readonly open = new Agent({ ...POOL, connect: { timeout: 5_000 } });
  private readonly guarded = new Agent({ ...POOL, connect: { timeout: 5_000, lookup: publicLookup } });

  async send(request: EgressRequest): Promise<EgressAnswer> {
    const url = new URL(request.url);
    if (!request.allowLocal) {
      const host = url.hostname.replace(/^\[|\]$/g, '');
      if (url.protocol !== 'https:') throw new EgressError('blocked_address', 'Only https is allowed here.', false);
      // undici asks the lookup hook for names only; a literal address is checked here.
      if (ipaddr.isValid(host) && !isPublicAddress(host)) throw new EgressError('blocked_address', `${host} is not a public address.`, false);
    }
    const signal = AbortSignal.timeout(request.deadlineMs);
    try {
      const answer = await undiciRequest(url, {
        method: request.method,
        headers: { 'user-agent': 'Hubcraft/1', ...request.headers },
        body: request.body ?? null,
        dispatcher: request.allowLocal ? this.open : this.guarded,
        signal,
      });
      const { body, cut } = await this.read(answer.body, request.maxBytes ?? 65_536);
      return { status: answer.statusCode, headers: answer.headers, body, cut };
    } catch (error) {
      throw this.classified(error, signal);
    }
  }

  private async read(stream: AsyncIterable<Buffer> & { destroy(): void }, maxBytes: number): Promise<{ body: Buffer; cut: boolean }> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of stream) {
      parts.push(part);
      size += part.length;
      if (size > maxBytes) {
        stream.destroy();
        return { body: Buffer.concat(parts).subarray(0, maxBytes), cut: true };
      }
    }
    return { body: Buffer.concat(parts), cut: false };
  }

  private classified(error: unknown, signal: AbortSignal): EgressError {
    const { code, message } = error as { code?: string; message?: string };
    if (signal.aborted) return new EgressError('timeout', 'The deadline passed without an answer.', true);
    if (code === 'EBLOCKED') return new EgressError('blocked_address', message ?? 'blocked', false);
    if (['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'ERR_TLS_CERT_ALTNAME_INVALID', 'DEPTH_ZERO_SELF_SIGNED_CERT'].includes(code ?? '')) {
      return new EgressError('connection', `No connection: ${code}.`, false);
    }
    if ((code ?? '').startsWith('HPE_')) return new EgressError('protocol', 'The answer is not HTTP.', true);
    return new EgressError('connection', `The connection broke: ${code ?? message}.`, true);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled([this.open.destroy(), this.guarded.destroy()]);
  }
}
