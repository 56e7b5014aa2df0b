import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { type Conversion, ConvertAmount, GetUsdValue } from './contracts/queries.js';
import { RateBook } from './rate-book.js';
import { convert } from './rates.js';

@QueryHandler(ConvertAmount)
export class ConvertAmountHandler implements IQueryHandler<ConvertAmount> {
  constructor(private readonly book: RateBook) {}

  async execute({ input }: ConvertAmount): Promise<Conversion | null> {
    return convert(input.minor, input.from, input.to, input.date, await this.book.days());
  }
}

@QueryHandler(GetUsdValue)
export class GetUsdValueHandler implements IQueryHandler<GetUsdValue> {
  constructor(private readonly book: RateBook) {}

  async execute({ input }: GetUsdValue): Promise<Conversion | null> {
    return convert(input.minor, input.currency, 'USD', input.date, await this.book.days());
  }
}
