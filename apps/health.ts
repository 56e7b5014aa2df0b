import { Controller, Get, Module, type BeforeApplicationShutdown } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Database } from '#platform/database/database';
import { Matters } from '#platform/http/load-shedding';
import { PublicRoute } from '#platform/http/policy';
import { Unavailable } from '#platform/kernel/errors';

const DEADLINE_MS = 2_000;

class NotReady extends Unavailable {
  constructor(why: string) { super('health.not_ready', why, { retryAfterSeconds: 2 }); }
}

@ApiExcludeController()
@Matters('always')
@Controller('health')
export class HealthController implements BeforeApplicationShutdown {
  private stopping = false;

  constructor(private readonly database: Database) {}

  @Get('live')
  @PublicRoute()
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  @PublicRoute()
  async ready() {
    if (this.stopping) throw new NotReady('The process is stopping.');
    const answered = await Promise.race([
      this.database.unscoped('SELECT 1').then(() => true, () => false),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(false), DEADLINE_MS).unref()),
    ]);
    if (!answered) throw new NotReady('The database does not answer.');
    return { status: 'ok' };
  }

  /** While what runs comes to its end nothing new is to be sent here. */
  beforeApplicationShutdown(): void {
    this.stopping = true;
  }
}

@Module({ controllers: [HealthController] })
export class HealthModule {}
