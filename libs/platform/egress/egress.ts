import { lookup as dnsLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import ipaddr from 'ipaddr.js';
import { Agent, buildConnector, errors, request as undiciRequest } from 'undici';
import { callName, failpoint } from '../failpoints/failpoints.js';
import { inSpan } from '../tracing/spans.js';
import { OwnListeners, hostOf, isLoopbackAddress, portOf } from './own-listeners.js';

/**
 * Where a request may go, by what its host resolves to when it is sent. `public`: https to the internet. `public_or_loopback`: http too, and this machine's loopback: endpoints of
 * sandbox games. `any`: what the operator's own configuration names.
 */
export type Reach = 'public' | 'public_or_loopback' | 'any';
type GuardedReach = Exclude<Reach, 'any'>;

/** A certificate of ours and its key, as PEM, for who asks for one (mutual TLS). `ca`: who vouches for the other side, in place of the public authorities. */
export interface ClientIdentity {
  cert: string;
  key: string;
  ca?: string;
}

export interface EgressRequest {
  method: 'GET' | 'POST' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  body?: Buffer | string;
  /** Everything together: connect, send, wait, read. */
  deadlineMs: number;
  /** Bytes of the answer that are read; the rest is cut off. */
  maxBytes?: number;
  reach: Reach;
  /** Tells the other side the trace (W3C `traceparent`), where there is one. */
  tellsTrace?: boolean;
  /** By what we are known to the other side; only with the reach `any`. */
  identity?: ClientIdentity;
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

function isWithin(reach: GuardedReach, address: string): boolean {
  return isPublicAddress(address) || (reach === 'public_or_loopback' && isLoopbackAddress(address));
}

function blocked(why: string): Error {
  return Object.assign(new Error(why), { code: 'EBLOCKED' });
}

const POOL = { connections: 64, pipelining: 1, keepAliveTimeout: 30_000, maxResponseSize: -1, headersTimeout: 0, bodyTimeout: 0 } as const;
const CONNECT_MS = 5_000;
/** Nothing was sent: the connection never stood. */
const NOT_CONNECTED: readonly (string | undefined)[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'ERR_TLS_CERT_ALTNAME_INVALID', 'DEPTH_ZERO_SELF_SIGNED_CERT'];

/**
 * Every request that leaves us. No redirects, no proxy variables, a total deadline, a bounded answer, and addresses that were checked: what a stranger has us call is never
 * a private network, a metadata service or a listener of our own, whatever its name resolves to.
 */
@Injectable()
export class Egress implements OnApplicationShutdown {
  private readonly open = new Agent({ ...POOL, connect: { timeout: CONNECT_MS } });
  private readonly guarded: Readonly<Record<GuardedReach, Agent>> = { public: this.guard('public'), public_or_loopback: this.guard('public_or_loopback') };

  /** A connection is made with one identity, so each has a pool of its own; they are few: what the operator has set. */
  private readonly known = new Map<string, Agent>();

  constructor(private readonly own: OwnListeners) {}

  async send(request: EgressRequest): Promise<EgressAnswer> {
    const url = new URL(request.url);
    // Of addresses that others gave us nothing is told, not even the host: they are theirs, and may be what opens the door.
    const attributes = { 'http.request.method': request.method, ...(request.reach === 'any' ? { 'server.address': url.hostname } : {}) };
    return inSpan(request.method, { kind: 'client', attributes }, async (span) => {
      const answer = await this.exchange(request, url, request.tellsTrace ? span?.traceparent : null);
      span?.annotate({ 'http.response.status_code': answer.status });
      return answer;
    });
  }

  private async exchange(request: EgressRequest, url: URL, traceparent: string | null | undefined): Promise<EgressAnswer> {
    if (request.reach !== 'any') this.refuse(url, request.reach);
    const signal = AbortSignal.timeout(request.deadlineMs);
    try {
      failpoint?.(`before call: ${callName(request.method, url)}`);
      const answer = await undiciRequest(url, {
        method: request.method,
        headers: { 'user-agent': 'Hubcraft/1', ...request.headers, ...(traceparent ? { traceparent } : {}) },
        body: request.body ?? null,
        dispatcher: request.reach !== 'any' ? this.guarded[request.reach] : request.identity ? this.knownBy(request.identity) : this.open,
        signal,
      });
      const { body, cut } = await this.read(answer.body, request.maxBytes ?? 65_536);
      failpoint?.(`after call: ${callName(request.method, url)}`);
      return { status: answer.statusCode, headers: answer.headers, body, cut };
    } catch (error) {
      throw this.classified(error, signal);
    }
  }

  private knownBy({ cert, key, ca }: ClientIdentity): Agent {
    const agent = this.known.get(cert) ?? new Agent({ ...POOL, connect: { timeout: CONNECT_MS, cert, key, ...(ca === undefined ? {} : { ca }) } });
    this.known.set(cert, agent);
    return agent;
  }

  /** undici asks the lookup hook for names only; a literal address is checked here. */
  private refuse(url: URL, reach: GuardedReach): void {
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && reach === 'public_or_loopback')) throw new EgressError('blocked_address', 'Only https is allowed here.', false);
    if (this.own.isNamedBy(url)) throw new EgressError('blocked_address', `${url.host} is our own address.`, false);
    const why = ipaddr.isValid(hostOf(url)) ? this.fault([hostOf(url)], portOf(url), reach) : null;
    if (why) throw new EgressError('blocked_address', why, false);
  }

  /** Why a host may not be called that stands at these addresses; null when it may. */
  private fault(addresses: readonly string[], port: number, reach: GuardedReach): string | null {
    const bad = addresses.find((address) => !isWithin(reach, address));
    if (bad) return `${bad} is not ${reach === 'public' ? 'a public address' : 'a public address or loopback'}.`;
    const ours = addresses.find((address) => this.own.answerAt(address, port));
    if (ours) return `${ours} port ${port} is our own address.`;
    // A mixture of public and local answers is refused whole, as one with private ones is: it is how rebinding begins.
    return addresses.some(isLoopbackAddress) && !addresses.every(isLoopbackAddress) ? 'The name stands for this machine and for others.' : null;
  }

  private guard(reach: GuardedReach): Agent {
    const byPort = new Map<number, ReturnType<typeof buildConnector>>();
    // A lookup is not told the port, so the ports that are ours have connectors of their own, and all others share one.
    const connector = (port: number) => {
      const key = this.own.has(port) ? port : 0;
      const known = byPort.get(key) ?? buildConnector({ timeout: CONNECT_MS, lookup: this.lookup(reach, key) });
      byPort.set(key, known);
      return known;
    };
    return new Agent({
      ...POOL,
      connect: (options, callback) => {
        const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80);
        connector(port)(options, (...[error, socket]) => {
          if (error) return callback(error, null);
          // The last look is at where the socket has come out, whatever was written, resolved and promised before. One that is closed already has no end.
          const why = socket.remoteAddress === undefined ? null : this.fault([socket.remoteAddress], port, reach);
          if (!why) return callback(null, socket);
          socket.destroy();
          callback(blocked(why), null);
        });
      },
    });
  }

  private lookup(reach: GuardedReach, port: number): LookupFunction {
    return (hostname, options, callback) => {
      const failed = (error: NodeJS.ErrnoException): void => callback(error, '', 4);
      dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
        if (error) return failed(error);
        const list = addresses as unknown as { address: string; family: number }[];
        const why = list.length === 0 ? `${hostname} has no address.` : this.fault(list.map((entry) => entry.address), port, reach);
        if (why) return failed(blocked(`${hostname}: ${why}`));
        if ((options as { all?: boolean }).all) return (callback as unknown as (e: null, a: typeof list) => void)(null, list);
        callback(null, list[0]!.address, list[0]!.family);
      });
    };
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
    const { code, message } = error as { code?: string; message: string };
    if (signal.aborted) return new EgressError('timeout', 'The deadline passed without an answer.', true);
    if (code === 'EBLOCKED') return new EgressError('blocked_address', message, false);
    if (NOT_CONNECTED.includes(code)) return new EgressError('connection', `No connection: ${code}.`, false);
    if (error instanceof errors.HTTPParserError) return new EgressError('protocol', 'The answer is not HTTP.', true);
    return new EgressError('connection', `The connection broke: ${code ?? message}.`, true);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled([this.open, ...this.known.values(), ...Object.values(this.guarded)].map((agent) => agent.destroy()));
  }
}
