import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler, type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { GetSellerTo } from '#money/ledger/queries';
import { CallScope, Commands, Queries } from '#platform/cqrs/doors';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { Limits } from '#platform/limits/limits';
import { GetEnvironment } from '#studio/games/queries';
import { EngineAnswerMissing } from '../contracts/errors.js';
import { newEngineQuoteId } from '../contracts/ids.js';
import { AskTaxEngine, type EngineQuestion, type TaxQuote, type TaxQuoteRequest } from '../contracts/queries.js';
import { believed, questionOf, quotedBy, untold, type EngineAnswer } from '../domain/engine-quote.js';
import { holdingOn, type EngineUse } from '../domain/engine-uses.js';
import type { TaxBooks } from '../domain/quote-tax.js';
import { TaxEngine } from '../domain/tax-engine.js';
import { EngineQuotesRepository, keyOfQuestion } from '../infra/engine-quotes.repository.js';
import { shippedTables } from '../infra/rate-files.js';

/** Of one game: each other postcode is another question, and engines are paid by the question. */
const QUESTIONS = { capacity: 200, perSecond: 20 } as const;

/** The quote of a sale by an outside engine, where one is used. */
@Injectable()
export class EngineQuotes {
  constructor(private readonly quotes: EngineQuotesRepository, private readonly queries: Queries, private readonly clock: Clock) {}

  /** `own`: what our own rates say. @throws EngineAnswerMissing where a sale needs an answer that is not there yet. */
  async orOwn(own: TaxQuote, request: TaxQuoteRequest, books: TaxBooks & { engineUses: readonly EngineUse[] }): Promise<TaxQuote> {
    const use = await this.useFor(request.country, request.date, books.engineUses);
    if (!use) return own;
    if (!request.is_binding) return { ...own, notes: [...own.notes, 'engine_decides_at_checkout'] };
    const question = questionOf(request, own, use, (await this.queries.ask(new GetEnvironment())) === 'live' ? 'live' : 'sandbox', books.places);
    if (question === null) return own;
    if (question === 'place_incomplete') return untold(own);
    const kept = await this.quotes.known(question, this.clock.now());
    if (!kept) throw new EngineAnswerMissing(question);
    return quotedBy(kept, own, use, request, books.registrations);
  }

  /** `uses` are those of the territory; who sells goes by the country as it was told, as in the books. It is looked up only where an engine is used at all. */
  private async useFor(country: string, date: string, uses: readonly EngineUse[]): Promise<EngineUse | undefined> {
    const holding = holdingOn(uses, date);
    if (holding.length === 0) return undefined;
    const seller = await this.queries.ask(new GetSellerTo(country.trim().toUpperCase()));
    return holding.find(({ entity }) => entity === seller);
  }
}

/** Keeps what the engine said, or that it said nothing that is believed. */
export class NoteEngineQuote extends Command<void> {
  static readonly context = 'money/tax';
  constructor(readonly question: EngineQuestion, readonly said: { outcome: 'answered' | 'refused' | 'unknown'; failure: string | null; answer: EngineAnswer | null }) {
    super();
  }
}

@CommandHandler(NoteEngineQuote)
export class NoteEngineQuoteHandler implements ICommandHandler<NoteEngineQuote> {
  constructor(private readonly quotes: EngineQuotesRepository, private readonly clock: Clock) {}

  async execute({ question, said }: NoteEngineQuote): Promise<void> {
    await this.quotes.insert({ id: newEngineQuoteId(), asked: question, ...said, reference: said.answer?.reference ?? null, asked_at: this.clock.now() });
  }
}

@QueryHandler(AskTaxEngine)
export class AskTaxEngineHandler implements IQueryHandler<AskTaxEngine> {
  constructor(private readonly engine: TaxEngine, private readonly commands: Commands, private readonly limits: Limits, private readonly callers: CallScope) {}

  async execute({ question }: AskTaxEngine): Promise<{ outcome: 'answered' | 'refused' | 'unknown' }> {
    const scope = this.callers.current;
    const said = await this.ask(question, scope.gameId);
    await this.commands.execute(new NoteEngineQuote(question, said), scope);
    return { outcome: said.outcome };
  }

  private async ask(question: EngineQuestion, gameId: string): Promise<NoteEngineQuote['said']> {
    const { allowed } = await this.limits.take(`tax:engine:${gameId}`, QUESTIONS);
    if (!allowed) return { outcome: 'unknown', failure: 'asked_too_often', answer: null };
    const said = await this.engine.quote(question, keyOfQuestion(question, gameId));
    if (said.outcome !== 'answered') return { outcome: said.outcome, failure: said.failure, answer: null };
    const answer = believed(said.answer, question, shippedTables().places.fact(question.place.country).territory);
    return 'unbelievable' in answer ? { outcome: 'unknown', failure: `unbelievable_${answer.unbelievable}`, answer: null } : { outcome: 'answered', failure: null, answer };
  }
}
