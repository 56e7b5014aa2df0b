import { Injectable, Module } from '@nestjs/common';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { GetTaxIdFormHandler, ReadTaxIdHandler } from '../app/read-tax-id.js';
import { CheckTaxId, GetPlaceBlock, GetPlaceRequirements, GetSaleTo, ListTerritories, QuoteTax, type PlaceBlock, type PlaceRequirements, type SaleTo, type TaxQuote, type TaxQuoteRequest, type TerritoryView } from '../contracts/queries.js';
import { quoteTax, type TaxBooks } from '../domain/quote-tax.js';
import { placeBlockOn, requirementsOn, territoriesOn, type SaleBlock } from '../domain/sale-blocks.js';
import { saleTo } from '../domain/sale-to.js';
import { registrationsWhereverCollected } from '../domain/registrations.js';
import { shippedTables } from '../infra/rate-files.js';

/** The shipped tables, an operator who is registered wherever they say collect, no local rates, none changed. */
export function demoTaxBooks(changes: Partial<TaxBooks> = {}): TaxBooks {
  const { rates, places } = shippedTables();
  const registrations = registrationsWhereverCollected(rates, (territory) => places.fact(territory).is_eu === true);
  return { rates, places, registrations, localRates: [], rateChanges: [], saleBlocks: [], ...changes };
}

/** A consumer's single line of 10.00 on 2026-11-22; what is told replaces it. */
export function taxRequest(told: Partial<TaxQuoteRequest> & { country: string }): TaxQuoteRequest {
  return { customer_type: 'consumer', date: '2026-11-22', currency: 'EUR', price_mode: 'gross', lines: [{ amount: 1000n }], ...told };
}

/** The real engine on the demo's books: for tests of contexts that ask for tax. */
export function quoteForTest(told: Partial<TaxQuoteRequest> & { country: string }, changes: Partial<TaxBooks> = {}): TaxQuote {
  return quoteTax(taxRequest(told), demoTaxBooks(changes));
}

/** What the operator has blocked on the demo's books. Tests change it at any time. */
@Injectable()
export class DemoSaleBlocks {
  holding: SaleBlock[] = [];

  of(country: string): SaleBlock[] {
    return this.holding.filter(({ territory }) => territory === country);
  }
}

@QueryHandler(QuoteTax)
class QuotesOnDemoBooks implements IQueryHandler<QuoteTax> {
  constructor(private readonly blocks: DemoSaleBlocks) {}
  async execute({ request }: QuoteTax): Promise<TaxQuote> {
    return quoteTax(request, demoTaxBooks({ saleBlocks: this.blocks.of(request.country) }));
  }
}

@QueryHandler(GetSaleTo)
class SalesOnDemoBooks implements IQueryHandler<GetSaleTo> {
  constructor(private readonly blocks: DemoSaleBlocks) {}
  async execute({ country, date }: GetSaleTo): Promise<SaleTo | null> {
    const books = demoTaxBooks({ saleBlocks: this.blocks.of(country) });
    return books.places.has(country) ? saleTo(country, date, books) : null;
  }
}

@QueryHandler(GetPlaceBlock)
class BlocksOnDemoBooks implements IQueryHandler<GetPlaceBlock> {
  constructor(private readonly blocks: DemoSaleBlocks) {}
  async execute({ place, date }: GetPlaceBlock): Promise<PlaceBlock | null> {
    return placeBlockOn(shippedTables().places.resolve(place), date, this.blocks.of(place.country));
  }
}

@QueryHandler(GetPlaceRequirements)
class RequirementsOnDemoBooks implements IQueryHandler<GetPlaceRequirements> {
  constructor(private readonly blocks: DemoSaleBlocks) {}
  async execute({ country, date }: GetPlaceRequirements): Promise<PlaceRequirements> {
    return requirementsOn(country, date, shippedTables().places, this.blocks.of(country));
  }
}

@QueryHandler(ListTerritories)
class TerritoriesOnDemoBooks implements IQueryHandler<ListTerritories> {
  constructor(private readonly blocks: DemoSaleBlocks) {}
  async execute({ date }: ListTerritories): Promise<TerritoryView[]> {
    return territoriesOn(date, shippedTables().places, this.blocks.holding);
  }
}

/** No register is asked: the form of a number alone decides. */
@QueryHandler(CheckTaxId)
class AsksNoRegister implements IQueryHandler<CheckTaxId> {
  async execute(): Promise<null> {
    return null;
  }
}

/** Answers every query of this context with the real engine on the demo's books, without a database. */
@Module({ providers: [DemoSaleBlocks, AsksNoRegister, GetTaxIdFormHandler, ReadTaxIdHandler, QuotesOnDemoBooks, SalesOnDemoBooks, BlocksOnDemoBooks, RequirementsOnDemoBooks, TerritoriesOnDemoBooks] })
export class FakeTaxModule {}

export { FakeTaxEngine } from './fake-tax-engine.js';
