import { Injectable } from '@nestjs/common';
import { GetSaleTo, type SaleTo } from '#money/tax/queries';
import { Queries } from '#platform/cqrs/doors';
import { Believed } from '#platform/memory/believed';

const BELIEVED_MS = 60_000;

/** Whether something can be sold to a country on a day, as it was at most a minute ago: it changes with the day, and with what the operator registers. */
@Injectable()
export class KnownSales {
  private readonly believed = new Believed<SaleTo | null>(BELIEVED_MS);

  constructor(private readonly queries: Queries) {}

  /** Inside a transaction. Null where there is no such country. */
  to(country: string, date: string): Promise<SaleTo | null> {
    return this.believed.of(`${country} ${date}`, () => this.queries.ask(new GetSaleTo(country, date)));
  }
}
