import { Query } from '#platform/kernel/messages';

/** The legal entity of a registration that names none: those of the demo, and those that the owner of the database stored. */
export const UNNAMED_ENTITY = 'main';

/** Forms on which one of these legal entities has to return tax of a month (`YYYY-MM`) and of which no return has been opened yet. Live books begin no later than that month. The operator's scope. */
export class ListUndraftedReturns extends Query<string[]> {
  constructor(readonly entities: readonly string[], readonly month: string) { super(); }
}
