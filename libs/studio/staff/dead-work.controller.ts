import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DeadWork } from '#platform/dead-work/dead-work';
import { Answers200, Operation } from '#platform/http/answers';
import { Caller, OperatorRoute } from '#platform/http/policy';
import type { Scope } from '#platform/kernel/scope';
import { DeadWorkNotFound } from './contracts/errors.js';
import { DeadWorkPage, DeadWorkQuery, DeadWorkRetried, DeadWorkRetry } from './dead-work.dto.js';
import { RetryDeadWorkFlow } from './retry-dead-work.js';

const LIMIT = 50;
const RETRIED_MAX = 1_000;

/** What has used up its retries, over all games: listed without what it carries, and tried again once its cause is mended. */
@ApiTags('Dead work')
@Controller('operator/v1/dead_work')
export class DeadWorkController {
  constructor(private readonly dead: DeadWork, private readonly flow: RetryDeadWorkFlow) {}

  @Get()
  @OperatorRoute('dead_work:read')
  @Operation('list_dead_work', 'What is not tried again by itself, newest first')
  @Answers200(DeadWorkPage)
  async list(@Query() { limit = LIMIT, ...filter }: DeadWorkQuery): Promise<DeadWorkPage> {
    const rows = await this.dead.list({ ...filter, limit: limit + 1 });
    const data = rows.slice(0, limit);
    const has_more = rows.length > limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }

  @Post('retry')
  @OperatorRoute('dead_work:write')
  @Operation('retry_dead_work_of', 'Try again what is dead of one subscriber or type of job, newest first')
  @Answers200(DeadWorkRetried)
  async retryOf(@Body() wish: DeadWorkRetry, @Caller() scope: Scope): Promise<DeadWorkRetried> {
    const keys = await this.dead.keys(wish, RETRIED_MAX);
    return { retried: await this.flow.run(keys, scope), has_more: keys.length === RETRIED_MAX };
  }

  @Post(':dead_work_id/retry')
  @OperatorRoute('dead_work:write')
  @Operation('retry_dead_work', 'Try one again; what is not dead any more is left alone')
  @Answers200(DeadWorkRetried)
  async retry(@Param('dead_work_id') id: string, @Caller() scope: Scope): Promise<DeadWorkRetried> {
    const key = await this.dead.find(id);
    if (!key) throw new DeadWorkNotFound();
    return { retried: await this.flow.run([key], scope), has_more: false };
  }
}
