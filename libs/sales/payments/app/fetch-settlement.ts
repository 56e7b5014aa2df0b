import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { FetchSettlement, ReadSettlement, type FetchedSettlement } from '../contracts/queries.js';
import { Gateways } from '../infra/gateways/gateways.js';
import { Unreadable } from '../infra/gateways/unreadable.js';

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

@QueryHandler(ReadSettlement)
export class ReadSettlementHandler implements IQueryHandler<ReadSettlement> {
  constructor(private readonly gateways: Gateways) {}

  /** It is read also where the provider is not set up any more: what it has taken is settled for months. */
  async execute({ input: { provider, text } }: ReadSettlement): Promise<FetchedSettlement> {
    const gateway = this.gateways.find(provider);
    if (!gateway?.readSettlement) return { outcome: 'not_answered', reason: 'its files are not read' };
    try {
      return { outcome: 'answered', csv: gateway.readSettlement(text) };
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return { outcome: 'not_answered', reason: error.message };
    }
  }
}
