import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Operation } from '#platform/http/answers';
import { Matters, Streams } from '#platform/http/load-shedding';
import { Caller, PublicRoute, StudioRoute } from '#platform/http/policy';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { BatchDownload } from '../app/batch-download.js';
import { CreateBatchLink, GetBatch, ListBatches } from '../app/batches.js';
import { BatchDownloadQuery, BatchListQuery, WebhookBatchLink, WebhookBatchPage, WebhookBatchRead } from './batch.dto.js';

@ApiTags('Webhook Deliveries')
@Controller('v1/webhook_batches')
export class WebhookBatchesController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Get()
  @StudioRoute('webhook_deliveries:read')
  @Operation('list_webhook_batches', 'The batches of webhooks with batch_mode, newest first')
  @Answers200(WebhookBatchPage)
  list(@Query() { limit, ...filter }: BatchListQuery, @Caller() scope: Scope) {
    return this.queries.ask(new ListBatches({ ...filter, limit: limit ?? 50 }), scope);
  }

  @Get(':batch_id')
  @StudioRoute('webhook_deliveries:read')
  @Operation('get_webhook_batch', 'One batch')
  @Answers200(WebhookBatchRead)
  get(@Param('batch_id') id: string, @Caller() scope: Scope): Promise<WebhookBatchRead> {
    return this.queries.ask(new GetBatch(parseId('wba', id)), scope);
  }

  @Post(':batch_id/links')
  @StudioRoute('webhook_deliveries:write')
  @Operation('create_webhook_batch_link', 'Make another link to download a batch, good for 24 hours', 'The five newest of a batch are kept beside the one that batch.ready tells.')
  @Answers201(WebhookBatchLink)
  link(@Param('batch_id') id: string, @Caller() scope: Scope): Promise<WebhookBatchLink> {
    return this.commands.execute(new CreateBatchLink(parseId('wba', id)), scope);
  }
}

/** Where batch.ready leads. */
@ApiTags('Webhook Deliveries')
@Controller('webhook_batches')
export class BatchDownloadController {
  constructor(private readonly download: BatchDownload) {}

  @Get(':game_id/:batch_id')
  @PublicRoute()
  @Matters('bulk')
  @Streams()
  @Operation('download_webhook_batch', 'The events of a batch, one a line, by the link that batch.ready tells', 'An answer that breaks off is not the whole: ask again. One batch can be asked for 20 times in a row, then once in ten seconds.')
  @ApiOkResponse({ description: 'JSON Lines: each line is the very bytes that a message of its own would have had', content: { 'application/jsonl': { schema: { type: 'string' } } } })
  @ApiResponse({ status: 410, description: 'The link was good for 24 hours. POST /v1/webhook_batches/{batch_id}/links makes another', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } })
  @ApiResponse({ status: 429, description: 'This batch is downloaded too often', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } })
  async lines(@Param('game_id') gameId: string, @Param('batch_id') batchId: string, @Query() { token }: BatchDownloadQuery, @Res() reply: FastifyReply): Promise<void> {
    const lines = await this.download.open(parseId('gam', gameId), parseId('wba', batchId), token ?? '');
    void reply.headers({ 'content-type': 'application/jsonl; charset=utf-8', 'content-disposition': `attachment; filename="${batchId}.jsonl"`, 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' }).send(lines);
  }
}
