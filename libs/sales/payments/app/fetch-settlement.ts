import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { FetchSettlement, type FetchedSettlement } from '../contracts/queries.js';
import { Gateways } from '../infra/gateways/gateways.js';

@QueryHandler(FetchSettlement)
export class FetchSettlementHandler implements IQueryHandler<FetchSettlement> {
  constructor(private readonly gateways: Gateways) {}

  async execute({ input: { provider, from, to } }: FetchSettlement): Promise<FetchedSettlement> {
    const gateway = this.gateways.find(provider);
    if (!gateway?.isConfigured) return { outcome: 'not_answered', reason: 'it is not set up' };
    const report = await gateway.fetchSettlement(from, to);
    if (report.outcome === 'answered') return { outcome: 'answered', csv: report.value };
    return { outcome: 'not_answered', reason: report.outcome === 'refused' ? `${report.code}: ${report.message}` : report.reason };
  }
}
