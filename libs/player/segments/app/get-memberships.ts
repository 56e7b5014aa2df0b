import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { GetPlayer } from '#player/players/queries';
import { GetMemberships, type MembershipView } from '../contracts/queries.js';
import { membershipsOf } from '../domain/program.js';
import { Programs, drawFor } from '../infra/programs.js';
import { StructureRepository } from '../infra/structure.repository.js';

@QueryHandler(GetMemberships)
export class GetMembershipsHandler implements IQueryHandler<GetMemberships> {
  constructor(private readonly queries: Queries, private readonly structure: StructureRepository, private readonly programs: Programs, private readonly clock: Clock) {}

  async execute({ playerId }: GetMemberships): Promise<MembershipView[]> {
    const { version, added } = await this.structure.ofPlayer(playerId);
    const player = await this.queries.ask(new GetPlayer(playerId));
    const program = await this.programs.of(currentScope().gameId, version);
    return membershipsOf(program, { player, now: unixSeconds(this.clock.now()) }, new Set(added), drawFor(playerId));
  }
}
