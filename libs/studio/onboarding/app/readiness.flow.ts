import { Injectable } from '@nestjs/common';
import { HasTaxRegistration } from '#money/tax/queries';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Clock } from '#platform/kernel/clock';
import type { Scope } from '#platform/kernel/scope';
import { GetFulfillment } from '#studio/game-servers/queries';
import { ListGames, type GameView } from '#studio/games/queries';
import { GetFirstAcknowledgement, HasPaymentProvider } from '../contracts/queries.js';
import { requirementsBy, toDoAbout, type RequirementState, type ToDo } from '../domain/readiness.js';
import { GetOwnReadiness, RecordReadiness, type OwnReadiness, type SeenElsewhere } from './record-readiness.js';

export interface RequirementView extends RequirementState {
  to_do: ToDo | null;
}

export interface ReadinessView {
  game_id: string;
  environment: 'sandbox' | 'live';
  /** Whether money is taken at this moment. */
  takes_money: boolean;
  /** Nothing is missing: as it was found just now. */
  is_ready: boolean;
  requirements: RequirementView[];
  waiver: OwnReadiness['waiver'];
  /** When the gate was set last; null when it never was. */
  looked_at: number | null;
}

type StudioScope = Scope & { studioId: string };

/** Looks at what a live game needs before it takes money. Each context is asked under the scope of the game that it is about, so this runs outside of any transaction. */
@Injectable()
export class Readiness {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly clock: Clock) {}

  /** Of one environment; `scope` is of its studio. A sandbox needs nothing. */
  async tell(game: GameView, scope: StudioScope): Promise<ReadinessView> {
    if (game.environment === 'sandbox') return { game_id: game.id, environment: 'sandbox', takes_money: true, is_ready: true, requirements: [], waiver: null, looked_at: null };
    const seen = await this.look(game, scope);
    const own = await this.queries.ask(new GetOwnReadiness(scope.studioId), { ...scope, gameId: game.id });
    const facts = { ...seen, kyb_status: own.kyb_status, acceptable_use: own.acceptable_use };
    const requirements = requirementsBy(facts, own.requirements, this.clock.nowSeconds()).map((each) => ({ ...each, to_do: each.is_met ? null : toDoAbout(each.id, facts) }));
    return { game_id: game.id, environment: 'live', takes_money: own.is_open, is_ready: requirements.every(({ is_met }) => is_met), requirements, waiver: own.waiver, looked_at: own.looked_at };
  }

  /** Looks at a live game and opens or closes it accordingly. May be repeated. */
  async set(game: GameView, scope: StudioScope): Promise<void> {
    if (game.environment !== 'live') return;
    const seen = await this.look(game, scope);
    await this.commands.execute(new RecordReadiness(scope.studioId, seen), { ...scope, gameId: game.id });
  }

  private async look(live: GameView, scope: StudioScope): Promise<SeenElsewhere> {
    const own = { ...scope, gameId: live.id };
    const sandbox = (await this.queries.ask(new ListGames(), scope)).find((game) => game.title_id === live.title_id && game.environment === 'sandbox');
    const { is_ready } = await this.queries.ask(new GetFulfillment(), own);
    return {
      has_webhooks: is_ready,
      has_sandbox_grant: sandbox !== undefined && (await this.queries.ask(new GetFirstAcknowledgement(), { ...scope, gameId: sandbox.id })) !== null,
      has_payment_provider: await this.queries.ask(new HasPaymentProvider(), own),
      has_tax_registration: await this.queries.ask(new HasTaxRegistration(this.clock.now().toISOString().slice(0, 10)), own),
    };
  }
}
