import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Calls the Studio API in process, as a studio's script would over the network. */
export class StudioClient {
  constructor(private readonly app: NestFastifyApplication, private readonly apiKey: string) {}

  async send<R = unknown>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, body?: object): Promise<R> {
    const answer = await this.app.inject({
      method, url, headers: { authorization: `Bearer ${this.apiKey}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { payload: JSON.stringify(body) } : {}),
    });
    if (answer.statusCode >= 300) throw new Error(`${method} ${url} answered ${answer.statusCode}: ${answer.payload.slice(0, 2_000)}`);
    return (answer.payload ? JSON.parse(answer.payload) : undefined) as R;
  }
}
