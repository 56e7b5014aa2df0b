import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { openApiDocument } from '#platform/http/openapi';
import { VERSION } from '../version.js';

/** The readable form brings styles of its own in its page; it shows nothing of anybody. */
const DOCS_POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** `/openapi.json` and its readable form at `/docs`. */
export function serveDocs(app: NestFastifyApplication): void {
  const document = openApiDocument(app, VERSION);
  const text = JSON.stringify(document);
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.get('/openapi.json', (_request, reply) => reply.type('application/json').send(text));
  fastify.addHook('onRequest', async (request, reply) => {
    if (/^\/docs(?=[/?]|$)/.test(request.url)) reply.header('content-security-policy', DOCS_POLICY);
  });
  SwaggerModule.setup('docs', app, document, { customSiteTitle: 'Hubcraft API', jsonDocumentUrl: 'docs/openapi.json' });
}
