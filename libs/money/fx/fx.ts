import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { type Conversion, ConvertAmount, GetUsdValue } from './contracts/queries.js';
import { convert, shippedRates } from './rates.js';

@QueryHandler(ConvertAmount)
export class ConvertAmountHandler implements IQueryHandler<ConvertAmount> {
  async execute({ input }: ConvertAmount): Promise<Conversion | null> {
    return convert(input.minor, input.from, input.to, input.date, shippedRates());
  }
}

@QueryHandler(GetUsdValue)
export class GetUsdValueHandler implements IQueryHandler<GetUsdValue> {
  async execute({ input }: GetUsdValue): Promise<Conversion | null> {
    return convert(input.minor, input.currency, 'USD', input.date, shippedRates());
  }
}
