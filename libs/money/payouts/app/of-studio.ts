import { Injectable } from '@nestjs/common';
import { Queries } from '#platform/cqrs/doors';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { RequireStudio } from '#studio/games/queries';

/** For staff, who name a studio. */
@Injectable()
export class OfStudio {
  constructor(private readonly queries: Queries) {}

  /** Its id, if there is such a studio: 404 otherwise. */
  known(id: string, scope: Scope): Promise<string> {
    return this.queries.ask(new RequireStudio(), { ...scope, studioId: parseId('stu', id) });
  }
}
