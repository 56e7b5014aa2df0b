import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Jobs } from '#platform/jobs/jobs';
import { Clock, unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { Query } from '#platform/kernel/messages';
import { RemoveSavedMethod, SetDefaultSavedMethod } from '../contracts/commands.js';
import { SavedMethodNotFound } from '../contracts/errors.js';
import { GetSavedMethod, GetSavingOffer, ListSavedMethods, type SavedMethod } from '../contracts/queries.js';
import type { SavedToken } from '../domain/payment-gateway.js';
import { hasRunOut } from '../domain/saved-cards.js';
import type { SavedMethodRow } from '../infra/rows.js';
import { SavedMethodRepository } from '../infra/saved-method.repository.js';
import { GatewayOfGame } from './gateway-of-game.js';

export function savedMethod(row: SavedMethodRow, now: Date): SavedMethod {
  return {
    id: row.id, method: row.method, card: row.last4 === null ? null : { brand: row.brand ?? 'UNKNOWN', last4: row.last4, exp_month: row.exp_month, exp_year: row.exp_year }, is_expired: hasRunOut(row, now), is_default: row.is_default,
    created_at: unixSeconds(row.created_at), last_used_at: unixSecondsOrNull(row.last_used_at),
  };
}

@QueryHandler(ListSavedMethods)
export class ListSavedMethodsHandler implements IQueryHandler<ListSavedMethods> {
  constructor(private readonly saved: SavedMethodRepository, private readonly clock: Clock) {}
  async execute({ playerId }: ListSavedMethods): Promise<SavedMethod[]> {
    const now = this.clock.now();
    return (await this.saved.ofPlayer(playerId)).map((row) => savedMethod(row, now));
  }
}

@QueryHandler(GetSavingOffer)
export class GetSavingOfferHandler implements IQueryHandler<GetSavingOffer> {
  constructor(private readonly saved: SavedMethodRepository, private readonly gateways: GatewayOfGame, private readonly clock: Clock) {}

  async execute({ input: { player_id, ...what } }: GetSavingOffer): Promise<{ saved: SavedMethod[]; can_save: string[] }> {
    const now = this.clock.now();
    const saved = [];
    for (const row of await this.saved.ofPlayer(player_id)) {
      if (!hasRunOut(row, now) && (await this.gateways.find({ method: row.method, what }, { only: row.provider }))) saved.push(savedMethod(row, now));
    }
    const can_save = [];
    for (const { method } of await this.gateways.methods(what)) if ((await this.gateways.find({ method, what }))?.keeps.includes(method)) can_save.push(method);
    return { saved, can_save };
  }
}

@QueryHandler(GetSavedMethod)
export class GetSavedMethodHandler implements IQueryHandler<GetSavedMethod> {
  constructor(private readonly saved: SavedMethodRepository) {}
  async execute({ input }: GetSavedMethod) {
    const row = await this.saved.activeOf(input.player_id, input.saved_method_id);
    if (!row) throw new SavedMethodNotFound();
    // The countries of the sandbox's cards are made up: no evidence of where anybody is.
    return { method: row.method, card: row.last4 === null ? null : { country: row.provider === 'sandbox' ? null : row.card_country, bin: null, fingerprint: row.fingerprint } };
  }
}

/** What a charge is sent with; null: it is not there any more. A secret: it goes to the provider and nowhere else. */
export class OpenSavedToken extends Query<SavedToken | null> {
  constructor(readonly savedMethodId: string, readonly playerId: string) { super(); }
}

@QueryHandler(OpenSavedToken)
export class OpenSavedTokenHandler implements IQueryHandler<OpenSavedToken> {
  constructor(private readonly saved: SavedMethodRepository) {}
  async execute({ savedMethodId, playerId }: OpenSavedToken): Promise<SavedToken | null> {
    const row = await this.saved.activeOf(playerId, savedMethodId);
    const opened = row && this.saved.opened(row);
    return opened ? { ...opened, reference: row.payment_id, network_reference: row.network_reference } : null;
  }
}

@CommandHandler(RemoveSavedMethod)
export class RemoveSavedMethodHandler implements ICommandHandler<RemoveSavedMethod> {
  constructor(private readonly saved: SavedMethodRepository, private readonly jobs: Jobs, private readonly clock: Clock) {}

  async execute({ input: { player_id, saved_method_id } }: RemoveSavedMethod): Promise<void> {
    await this.saved.lock(player_id);
    const [left] = await this.saved.leave('id', { playerId: player_id, ids: [saved_method_id] }, 'player', this.clock.now());
    if (!left) throw new SavedMethodNotFound();
    if (left.was_default) await this.saved.chooseAnother(player_id);
    await this.jobs.schedule({ type: FORGET_JOB, key: left.id, payload: { saved_method_id: left.id } });
  }
}

@CommandHandler(SetDefaultSavedMethod)
export class SetDefaultSavedMethodHandler implements ICommandHandler<SetDefaultSavedMethod> {
  constructor(private readonly saved: SavedMethodRepository) {}
  async execute({ input: { player_id, saved_method_id } }: SetDefaultSavedMethod): Promise<void> {
    // What it changed before is taken back with the transaction.
    if (!(await this.saved.makeDefault(player_id, saved_method_id))) throw new SavedMethodNotFound();
  }
}

export const FORGET_JOB = 'payments.forget-method';
export const KEEP_JOB = 'payments.keep-method';
