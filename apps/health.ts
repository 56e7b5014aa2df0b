import { Controller, Get, Module } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Database } from '#platform/database/database';
import { PublicRoute } from '#platform/http/policy';
import { Unavailable } from '#platform/kernel/errors';

const DEADLINE_MS = 2_000;

class NotReady extends Unavailable {
  constructor() { super('health.not_ready', 'The database does not answer.', { retryAfterSeconds: 2 }); }
}

@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(private readonly database: Database) {}

  @Get('live')
  @PublicRoute()
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  @PublicRoute()
  async ready() {
    const answered = await Promise.race([
      this.database.unscoped('SELECT 1').then(() => true, () => false),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(false), DEADLINE_MS).unref()),
    ]);
    if (!answered) throw new NotReady();
    return { status: 'ok' };
  }
}

@Module({ controllers: [HealthController] })
export class HealthModule {}
