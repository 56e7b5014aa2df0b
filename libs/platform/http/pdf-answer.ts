import { applyDecorators } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

/** 200 with a file of PDF. */
export function AnswersPdf(): MethodDecorator {
  return applyDecorators(ApiOkResponse({ description: 'The file', content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } } }));
}

/** Nobody between us and the reader keeps it; numbers are of letters, digits and hyphens, so a name of a file needs no more. */
export function sendPdf(reply: FastifyReply, { pdf, number, sha256 }: { pdf: Buffer; number: string; sha256: string }): void {
  void reply.headers({
    'content-type': 'application/pdf', 'content-disposition': `inline; filename="${number}.pdf"`, 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff', 'x-content-sha256': sha256,
  }).send(pdf);
}
