import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { openApiDocument } from '#platform/http/openapi';
import { VERSION } from '../version.js';

/** `/openapi.json` and its readable form at `/docs`. */
export function serveDocs(app: NestFastifyApplication): void {
  const document = openApiDocument(app, VERSION);
  const text = JSON.stringify(document);
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.get('/openapi.json', (_request, reply) => reply.type('application/json').send(text));
  SwaggerModule.setup('docs', app, document, { customSiteTitle: 'Hubcraft API', jsonDocumentUrl: 'docs/openapi.json' });
}
