import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DescribeCard } from '../contracts/queries.js';
import { Gateways } from '../infra/gateways/gateways.js';

@QueryHandler(DescribeCard)
export class DescribeCardHandler implements IQueryHandler<DescribeCard> {
  constructor(private readonly gateways: Gateways) {}

  async execute({ token }: DescribeCard): Promise<{ country: string | null }> {
    const answer = await this.gateways.ofToken(token)?.describeCard?.(token);
    const country = answer?.outcome === 'answered' ? answer.value.country : null;
    return { country: country !== null && /^[A-Z]{2}$/.test(country) ? country : null };
  }
}
