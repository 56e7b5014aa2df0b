import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { PublicRoute, type HubcraftRequest } from '#platform/http/policy';
import { pictureOf } from './art/picture.js';

const LONGEST_SKU = 255;

const skuOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, LONGEST_SKU) : '');

/** Pictures of items that have none of their own: nothing is looked up, what is asked for is what is drawn. */
@ApiExcludeController()
@Controller('art')
export class PicturesController {
  @Get(':file')
  @PublicRoute()
  async picture(@Param('file') file: string, @Query('of') of: unknown, @Query('with') contents: unknown, @Req() request: HubcraftRequest, @Res() reply: FastifyReply): Promise<void> {
    const inside = typeof contents === 'string' ? contents.slice(0, 3 * LONGEST_SKU).split(',').slice(0, 3) : [];
    const svg = pictureOf(skuOf(of), file.replace(/\.svg$/, ''), inside.filter(Boolean));
    const etag = `"${createHash('sha256').update(svg).digest('base64url').slice(0, 22)}"`;
    void reply.headers({ etag, 'cache-control': 'public, max-age=86400', vary: 'Accept-Encoding' });
    if (request.headers['if-none-match'] === etag) return void reply.status(304).send();
    const reads = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
    void reply.headers({ 'content-type': 'image/svg+xml', 'content-security-policy': "default-src 'none'", 'x-content-type-options': 'nosniff', ...(reads ? { 'content-encoding': 'gzip' } : {}) })
      .send(reads ? await promisify(gzip)(svg) : svg);
  }
}
