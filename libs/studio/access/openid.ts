import { Injectable } from '@nestjs/common';
import * as openid from 'openid-client';
import { Config } from '#platform/config/config';
import { Egress, EgressError } from '#platform/egress/egress';
import { aheadOfMachineSeconds, Clock } from '#platform/kernel/clock';
import type { KnownProvider } from './identity-providers.js';
import { ProviderUnavailable } from './contracts/errors.js';

/** Of one request to a provider; a sign-in makes four at most. */
const DEADLINE_MS = 5_000;
const ANSWER_MAX_BYTES = 262_144;
/** How long ago a member may have shown herself to the provider where she was asked to do so anew. */
const FRESH_SECONDS = 300;
/** Beyond ASCII there are letters whose small form is somebody else's (the Kelvin sign becomes a k). */
const PLAIN = /^[\x21-\x7e]+$/;
const NO_BODY = new Set([204, 205, 304]);

/** What the browser that began a sign-in holds, and nobody else. */
export interface Checks {
  state: string;
  nonce: string;
  verifier: string;
  is_fresh: boolean;
}

/** Whom the provider has named. */
export interface Named {
  subject: string;
  /** Null where it says of none that it is verified. */
  verified_email: string | null;
  has_shown_second_factor: boolean;
  /** When she last showed herself to it; null where it does not say. */
  shown_at: number | null;
}

/** What came back does not hold. `code` is of the library: it names no token. */
export class AnswerRefused extends Error {
  constructor(readonly code: string) {
    super(`The answer of an identity provider was refused: ${code}`);
  }
}

/** Speaks OpenID Connect with the providers of studios: code, PKCE, nonce, ID tokens whose signature is looked at. Every request leaves through egress. */
@Injectable()
export class OpenIdProviders {
  private readonly local: readonly string[];

  constructor(private readonly egress: Egress, private readonly clock: Clock, config: Config) {
    this.local = config.localIssuers;
  }

  /** Where to send the browser. Throws `access.provider_unavailable`. */
  async signInAt(provider: KnownProvider, redirectUri: string, checks: Checks): Promise<URL> {
    const config = await this.known(provider);
    return openid.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri, scope: 'openid email', state: checks.state, nonce: checks.nonce, code_challenge: await openid.calculatePKCECodeChallenge(checks.verifier), code_challenge_method: 'S256',
      ...(checks.is_fresh ? { prompt: 'login', max_age: '0' } : {}),
    });
  }

  /** Whom the provider names by what the browser came back with. Throws AnswerRefused, `access.provider_unavailable`. */
  async named(provider: KnownProvider, cameBackTo: URL, checks: Checks): Promise<Named> {
    const config = await this.known(provider);
    return this.asked(async () => {
      const tokens = await openid.authorizationCodeGrant(config, cameBackTo, {
        expectedState: checks.state, expectedNonce: checks.nonce, pkceCodeVerifier: checks.verifier, idTokenExpected: true, ...(checks.is_fresh ? { maxAge: FRESH_SECONDS } : {}),
      });
      const claims = tokens.claims()!;
      // The library lets issuers with a place for any tenant through: whoever has such a one could name anybody.
      if (claims.iss !== provider.issuer) throw new AnswerRefused('ISSUER');
      const told = claims.email === undefined && config.serverMetadata().userinfo_endpoint ? await openid.fetchUserInfo(config, tokens.access_token, claims.sub) : claims;
      return {
        subject: claims.sub,
        verified_email: told.email_verified === true && typeof told.email === 'string' && PLAIN.test(told.email) ? told.email.toLowerCase() : null,
        has_shown_second_factor: Array.isArray(claims.amr) && claims.amr.includes('mfa'),
        shown_at: typeof claims.auth_time === 'number' ? claims.auth_time : null,
      };
    });
  }

  private async known({ issuer, client_id, client_secret }: KnownProvider): Promise<openid.Configuration> {
    const insecure = this.local.includes(issuer) && issuer.startsWith('http:') ? [openid.allowInsecureRequests] : [];
    const send = this.sender(this.local.includes(issuer));
    const metadata = await this.asked(async () => {
      const found = (await openid.discovery(new URL(issuer), client_id, undefined, openid.None(), { [openid.customFetch]: send, execute: insecure, timeout: DEADLINE_MS / 1_000 })).serverMetadata();
      if (found.issuer !== issuer) throw new AnswerRefused('ISSUER');
      return found;
    }).catch((error: unknown) => {
      throw error instanceof AnswerRefused ? new ProviderUnavailable() : error;
    });
    const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const config = new openid.Configuration(metadata, client_id, { client_secret, [openid.clockSkew]: aheadOfMachineSeconds(this.clock) }, methods.includes('client_secret_basic') ? openid.ClientSecretBasic(client_secret) : openid.ClientSecretPost(client_secret));
    config[openid.customFetch] = send;
    config.timeout = DEADLINE_MS / 1_000;
    insecure.forEach((allow) => allow(config));
    // Without it an ID token would be believed because of the connection that it came by.
    openid.enableNonRepudiationChecks(config);
    return config;
  }

  private sender(isLocal: boolean): openid.CustomFetch {
    return async (url, { method, headers, body }) => {
      const answer = await this.egress.send({
        method: method === 'POST' ? 'POST' : 'GET', url, headers, deadlineMs: DEADLINE_MS, maxBytes: ANSWER_MAX_BYTES, reach: isLocal ? 'any' : 'public', ...(body === undefined || body === null ? {} : { body: String(body) }),
      });
      const told = Object.entries(answer.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, [value].flat().join(', ')] as [string, string]]));
      return new Response(NO_BODY.has(answer.status) ? null : new Uint8Array(answer.body), { status: answer.status, headers: told });
    };
  }

  /** Sorts what fails: nobody answered, or the answer does not hold. */
  private async asked<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AnswerRefused) throw error;
      for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) if (cause instanceof EgressError) throw new ProviderUnavailable();
      throw new AnswerRefused(String((error as { code?: unknown }).code ?? (error as Error).name));
    }
  }
}
