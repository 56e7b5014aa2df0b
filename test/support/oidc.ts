import { fork, type ChildProcess } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey } from 'jose';

/** What the next ID token says, and how it is signed. */
export interface Said {
  claims?: Record<string, unknown>;
  signedBy?: 'own key' | 'foreign key' | 'nobody';
}

/** A provider that says what a test has it say: discovery, keys and tokens over real HTTP, signatures by real keys. Its page is left out: the test is the browser. */
export class SayingProvider {
  readonly clientId = 'hubcraft';
  next: Said = {};
  /** The token requests, as they came. */
  readonly asked: { body: URLSearchParams; authorization: string | undefined }[] = [];
  /** How many have come as far as a connection. */
  connections = 0;
  private readonly server: Server;
  private own!: { privateKey: CryptoKey; publicKey: CryptoKey };
  private foreign!: { privateKey: CryptoKey };

  private constructor() {
    this.server = createServer((request, response) => {
      let text = '';
      request.on('data', (part: Buffer) => (text += part.toString('utf8')));
      request.on('end', () => {
        void this.answer(request.url ?? '', text, request.headers.authorization).then((body) => response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {})));
      });
    });
  }

  static async open(): Promise<SayingProvider> {
    const provider = new SayingProvider();
    provider.server.on('connection', () => provider.connections++);
    provider.own = await generateKeyPair('RS256', { extractable: true });
    provider.foreign = await generateKeyPair('RS256');
    await new Promise<void>((resolve) => provider.server.listen(0, '127.0.0.1', resolve));
    return provider;
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(url: string, text: string, authorization: string | undefined): Promise<object | null> {
    if (url === '/.well-known/openid-configuration') {
      return {
        issuer: this.issuer, authorization_endpoint: `${this.issuer}/auth`, token_endpoint: `${this.issuer}/token`, jwks_uri: `${this.issuer}/jwks`, response_types_supported: ['code'], subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256', 'none'], code_challenge_methods_supported: ['S256'],
      };
    }
    if (url === '/jwks') return { keys: [{ ...(await exportJWK(this.own.publicKey)), kid: 'own', alg: 'RS256', use: 'sig' }] };
    if (url !== '/token') return null;
    this.asked.push({ body: new URLSearchParams(text), authorization });
    return { access_token: 'at', token_type: 'Bearer', expires_in: 60, id_token: await this.idToken() };
  }

  private async idToken(): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: this.issuer, aud: this.clientId, iat: now, exp: now + 120, ...this.next.claims };
    if (this.next.signedBy === 'nobody') return new UnsecuredJWT(claims).encode();
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'own' }).sign(this.next.signedBy === 'foreign key' ? this.foreign.privateKey : this.own.privateKey);
  }
}

/** `oidc-provider`, in a process of its own. */
export async function startRealProvider(setup: { port: number; client_id: string; client_secret: string; redirect_uri: string }): Promise<ChildProcess> {
  const child = fork(path.join(import.meta.dirname, 'oidc-provider.mjs'), { env: { PATH: process.env.PATH, OIDC_SETUP: JSON.stringify(setup) }, execArgv: [], silent: true });
  let said = '';
  child.stderr!.on('data', (part: Buffer) => (said += part.toString('utf8')));
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`the OpenID provider ended with ${code}: ${said}`)));
  });
  return child;
}

/** Goes through the pages of the real provider as a browser does: signs in, agrees, and answers the address that it is sent back to. */
export async function throughItsPages(authorizationUrl: string, login: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = new URL(authorizationUrl);
  const { origin } = url;
  let body: string | null = null;
  for (let step = 0; step < 20; step++) {
    const answer: Response = await fetch(url, {
      redirect: 'manual', method: body === null ? 'GET' : 'POST', body,
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '), ...(body === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' }) },
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(cookie)) cookies.delete(name!);
      else cookies.set(name!, value!);
    }
    body = null;
    const to = answer.headers.get('location');
    if (to) {
      url = new URL(to, url);
      if (url.origin !== origin) return url;
      continue;
    }
    const page = await answer.text();
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    if (!prompt) throw new Error(`The provider shows ${answer.status} ${page.slice(0, 500)}`);
    body = new URLSearchParams({ prompt, ...(prompt === 'login' ? { login, password: 'any' } : {}) }).toString();
  }
  throw new Error('The provider leads in circles');
}
