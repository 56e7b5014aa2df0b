import { createParamDecorator, Injectable, type ExecutionContext } from '@nestjs/common';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Config } from '../config/config.js';
import { Clock, unixSeconds } from '../kernel/clock.js';
import { Metrics } from '../metrics/metrics.js';
import type { Json } from '../versions/api-version.js';
import { Versions } from '../versions/versions.js';
import { VERSION_HEADER, type HubcraftRequest, type Policy, type Principal } from './policy.js';

/** The Studio API. Pages, the Store API that they use, providers and the operator's staff have no versions: their callers are deployed with us. */
const VERSIONED = /^\/v1(?=[/?]|$)/;
const JSON_TYPE = /^application\/(?:problem\+)?json\b/;

/**
 * The only place where versions are known: a request is brought to today's form before anything looks at it, and what is answered goes out in the form of the request's version, refusals too. Where
 * nothing lies between the two (the newest version, always while there is one) body and answer pass untouched.
 */
@Injectable()
export class VersionEdge {
  private readonly requests = this.metrics.counter('hubcraft_api_requests_total', 'Requests of the Studio API by the version that was applied, and by what named it: header, key or game.', ['version', 'by']);
  private readonly link: string;

  constructor(private readonly versions: Versions, private readonly clock: Clock, private readonly metrics: Metrics, config: Config) {
    this.link = `<${config.publicUrl}/v1/versions>; rel="deprecation"; type="application/json"`;
  }

  /** Until the caller is known: what is refused before that is answered in the version that the header names, or the newest. */
  begins(request: HubcraftRequest, reply: FastifyReply): void {
    if (!VERSIONED.test(request.url)) return;
    const asked = request.headers[VERSION_HEADER];
    this.apply(request, reply, typeof asked === 'string' && this.versions.isKnown(asked) ? asked : this.versions.newest);
  }

  /** Throws `unknown_version`, `version_retired` where the header names such a one. What anybody may call has no versions. */
  checkHeader(request: HubcraftRequest, reply: FastifyReply, policy: Policy): void {
    if (policy.audience !== 'studio') {
      this.forget(request, reply);
      return;
    }
    const asked = request.headers[VERSION_HEADER];
    if (asked !== undefined) this.apply(request, reply, this.versions.asked(String(asked), this.clock.now()));
  }

  /** The caller may call this operation: its version is the header's, its key's or its game's, and its request is brought to today's form. Throws `version_retired`. */
  admit(request: HubcraftRequest, reply: FastifyReply, policy: Policy, operation: string): void {
    if (policy.audience !== 'studio') return;
    const version = this.settle(request, reply, request.principal!);
    request.operation = operation;
    if (version === this.versions.newest) return;
    const { body, query } = this.versions.requestUp(version, operation, { body: request.body, query: request.query });
    Object.assign(request, { body, query });
  }

  private settle(request: HubcraftRequest, reply: FastifyReply, { apiVersion }: Principal): string {
    const isAsked = request.headers[VERSION_HEADER] !== undefined;
    const pinned = apiVersion?.version ?? this.versions.newest;
    // A later build may have pinned what this one does not know: it serves what it has.
    const version = isAsked ? request.apiVersion! : this.versions.isKnown(pinned) ? this.versions.asked(pinned, this.clock.now()) : this.versions.newest;
    this.requests.inc({ version, by: isAsked ? 'header' : (apiVersion?.by ?? 'game') });
    this.apply(request, reply, version);
    return version;
  }

  /** What an answer is in the version of its request: for whoever keeps the bytes. */
  inVersionOf(request: HubcraftRequest, status: number, text: string): string {
    const { apiVersion, operation = null } = request;
    if (apiVersion === undefined || apiVersion === this.versions.newest || !this.versions.isOther(apiVersion, operation, status >= 400)) return text;
    return JSON.stringify(this.versions.answerDown(apiVersion, operation, status, JSON.parse(text) as Json));
  }

  /** The bytes that are sent now are those of `version` already; what was kept before there were versions is of the oldest. */
  isSentIn(request: HubcraftRequest, reply: FastifyReply, version = this.versions.oldest): void {
    if (request.apiVersion === undefined) return;
    this.apply(request, reply, version);
    request.isInItsVersion = true;
  }

  /** Runs over every answer as it leaves. */
  leaves(request: HubcraftRequest, reply: FastifyReply, payload: unknown): unknown {
    const { apiVersion, isInItsVersion } = request;
    if (apiVersion === undefined || apiVersion === this.versions.newest) return payload;
    this.tellDeprecation(reply, apiVersion);
    if (isInItsVersion) return payload;
    if (typeof payload !== 'string' || payload === '' || !JSON_TYPE.test(String(reply.getHeader('content-type') ?? ''))) return payload;
    const told = this.inVersionOf(request, reply.statusCode, payload);
    if (told !== payload) reply.removeHeader('content-length');
    return told;
  }

  private apply(request: HubcraftRequest, reply: FastifyReply, version: string): void {
    if (request.apiVersion === version) return;
    request.apiVersion = version;
    void reply.header('Hubcraft-Version', version);
  }

  /** Beside the links that the answer has of its own. */
  private tellDeprecation(reply: FastifyReply, version: string): void {
    const { deprecatedAt, sunsetAt } = this.versions.datesOf(version);
    if (!deprecatedAt || deprecatedAt > this.clock.now()) return;
    const links = [reply.getHeader('Link'), this.link].filter(Boolean).join(', ');
    void reply.headers({ Deprecation: `@${unixSeconds(deprecatedAt)}`, Link: links, ...(sunsetAt ? { Sunset: sunsetAt.toUTCString() } : {}) });
  }

  private forget(request: HubcraftRequest, reply: FastifyReply): void {
    if (request.apiVersion === undefined) return;
    delete request.apiVersion;
    void reply.removeHeader('Hubcraft-Version');
  }
}

/** In which version the caller is answered, for what the edge cannot know: the events that stand in an answer. */
export const AppliedVersion = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { apiVersion } = context.switchToHttp().getRequest<HubcraftRequest>();
  if (apiVersion === undefined) throw new Error('This route has no version');
  return apiVersion;
});

/** Puts the edge around a server. */
export function speakVersions(fastify: FastifyInstance, edge: VersionEdge): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    edge.begins(request as HubcraftRequest, reply);
    done();
  });
  fastify.addHook('onSend', (request, reply, payload, done) => done(null, edge.leaves(request as HubcraftRequest, reply, payload)));
}
