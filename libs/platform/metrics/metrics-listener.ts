import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Config } from '../config/config.js';
import { Metrics } from './metrics.js';

const TIMEOUT_MS = 10_000;

/** `GET /metrics` on a listener of its own, bound to this machine unless METRICS_HOST says otherwise: what is public answers no figures. */
@Injectable()
export class MetricsListener implements BeforeApplicationShutdown {
  private readonly logger = new Logger(MetricsListener.name);
  private server: Server | undefined;

  constructor(private readonly config: Config, private readonly metrics: Metrics) {}

  /** Answers the port. */
  async listen(port: number): Promise<number> {
    const server = createServer({ requestTimeout: TIMEOUT_MS, headersTimeout: TIMEOUT_MS }, (request, response) => {
      if (request.url?.split('?', 1)[0] !== '/metrics') return void response.writeHead(404).end();
      if (request.method !== 'GET') return void response.writeHead(405, { allow: 'GET' }).end();
      void this.answer(response);
    });
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen({ port, host: this.config.required('METRICS_HOST') }, resolve));
    this.server = server;
    return (server.address() as AddressInfo).port;
  }

  private async answer(response: ServerResponse): Promise<void> {
    try {
      const text = await this.metrics.text();
      response.writeHead(200, { 'content-type': this.metrics.contentType }).end(text);
    } catch (error) {
      this.logger.warn({ msg: 'the figures could not be collected', error: String(error) });
      response.writeHead(500).end();
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (!server) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
}
