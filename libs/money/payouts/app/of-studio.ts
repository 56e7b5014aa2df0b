import { Injectable } from '@nestjs/common';
import { Queries } from '#platform/cqrs/doors';
import { NotFound } from '#platform/kernel/errors';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { GetStudioName } from '#studio/games/queries';

/** For staff, who name a studio. */
@Injectable()
export class OfStudio {
  constructor(private readonly queries: Queries) {}

  /** Its id, if there is such a studio: 404 otherwise. */
  async known(id: string, scope: Scope): Promise<string> {
    const studioId = parseId('stu', id);
    if ((await this.queries.ask(new GetStudioName(), { ...scope, studioId })) === null) throw new NotFound('request.not_found', 'Nothing is found at this address.');
    return studioId;
  }
}
