import { Injectable, Logger } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { Believed } from '#platform/memory/believed';
import { ServiceLevels } from '#platform/service-levels/service-levels';
import { GetIncidents, GetStatus, OF_THE_OPERATOR, type StatusView } from './contracts/queries.js';
import { HISTORY_DAYS, NOW_MINUTES, componentsOf, lastDays, worst } from './standing.js';

/** However many strangers ask, each process looks this often. */
export const BELIEVED_MS = 15_000;

/** How the installation stands, looked at by one and told to all. Where it cannot be looked at, nothing works that needs the database, and that is what is said. */
@Injectable()
export class StatusBoard {
  private readonly logger = new Logger('Status');
  private readonly believed = new Believed<StatusView>(BELIEVED_MS, 1);
  private last: StatusView | null = null;

  constructor(private readonly levels: ServiceLevels, private readonly queries: Queries, private readonly clock: Clock) {}

  /** `fresh`: looks again, for who has just written. */
  status(fresh = false): Promise<StatusView> {
    if (fresh) this.believed.forget('');
    return this.believed.of('', () => this.look());
  }

  private async look(): Promise<StatusView> {
    const now = this.clock.now();
    try {
      const days = lastDays(now, HISTORY_DAYS);
      const [recent, figures, incidents] = await Promise.all([this.levels.recent(NOW_MINUTES), this.levels.days(days[0]!, days.at(-1)!), this.queries.ask(new GetIncidents(), OF_THE_OPERATOR)]);
      const components = componentsOf(now, recent, figures, incidents);
      this.last = { state: worst(components.map(({ state }) => state)), as_of: unixSeconds(now), components, incidents };
      return this.last;
    } catch (error) {
      this.logger.warn({ msg: 'the status could not be looked at', error: String(error) });
      const before = this.last ?? { components: componentsOf(now, [], [], []), incidents: [] };
      return { state: 'down', as_of: unixSeconds(now), components: before.components.map((each) => ({ ...each, state: 'down' })), incidents: before.incidents };
    }
  }
}

@QueryHandler(GetStatus)
export class GetStatusHandler implements IQueryHandler<GetStatus> {
  constructor(private readonly board: StatusBoard) {}
  execute(): Promise<StatusView> {
    return this.board.status();
  }
}
