import { Injectable, Logger } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { Queries } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { GetEnvironment, ListCountryModes } from '#studio/games/queries';
import type { ProviderRoute } from '../contracts/queries.js';
import type { Chargeable, PaymentGateway, ProviderMethod } from '../domain/payment-gateway.js';
import { routed, routeOf } from '../domain/routes.js';
import { chooseGateway, mayCharge, methodsFor, type Inclinations, type Surroundings, type Wanted } from '../domain/routing.js';
import { Gateways } from '../infra/gateways/gateways.js';
import type { SavedMethodRow } from '../infra/rows.js';
import { SavedMethodRepository } from '../infra/saved-method.repository.js';
import { AccountGateways } from './account-gateways.js';
import { ProviderRoutes } from './provider-routes.js';

/** How long a provider that was not to be reached is passed over by new attempts, while there is another. */
const ASIDE_MS = 30_000;

/** Which provider charges for a game. */
@Injectable()
export class GatewayOfGame {
  private readonly logger = new Logger('Payments');
  /** Of this process alone: it costs each process one attempt to find out. */
  private readonly asideUntil = new Map<string, number>();

  constructor(private readonly config: Config, private readonly queries: Queries, private readonly gateways: Gateways, private readonly accounts: AccountGateways, private readonly routes: ProviderRoutes, private readonly saved: SavedMethodRepository) {}

  /** The provider of a new attempt of the game of the open transaction; or null. `tokenOf`: whose card fields made the token. `holds`: an account of the studio is not removed until the end of the transaction. */
  async find(wanted: Wanted, told: Pick<Inclinations, 'tokenOf' | 'notBy' | 'only' | 'has'> & { holds?: boolean } = {}): Promise<PaymentGateway | null> {
    if (wanted.what?.seller === 'studio') return chooseGateway(await this.own(told.holds), await this.surroundings(), wanted, told);
    if (this.gateways.inOrder.length === 0) return null;
    const isAside = (provider: string): boolean => (this.asideUntil.get(provider) ?? 0) > performance.now();
    const surroundings = await this.surroundings();
    return chooseGateway(this.inOrderFor(await this.routes.ofGame(), surroundings, wanted), surroundings, wanted, { ...told, isAside });
  }

  /** What an attempt is paid by of what its player has saved: its provider charges, and no other. Undefined: it is not hers, of another method, or was removed. */
  useSaved({ player_id, id, method }: { player_id: string; id: string; method: string }, now: Date): Promise<Pick<SavedMethodRow, 'provider' | 'usage'> | undefined> {
    return this.saved.use(player_id, id, method, now);
  }

  /** What the game of the open transaction can be paid by: each method that the providers of its route can charge by. */
  async methods(what: Chargeable): Promise<ProviderMethod[]> {
    if (what.seller === 'studio') return methodsFor(await this.own(), await this.surroundings(), what);
    const { inOrder } = this.gateways;
    if (inOrder.length === 0) return [];
    const surroundings = await this.surroundings();
    const routes = await this.routes.ofGame();
    return methodsFor(inOrder, surroundings, what).filter(({ method }) => chooseGateway(this.inOrderFor(routes, surroundings, { method, what }), surroundings, { method, what }) !== null);
  }

  /** The providers for a sale, as the operator's rules have it, else in the order of the installation. */
  private inOrderFor(routes: readonly ProviderRoute[], surroundings: Surroundings, { method, what }: Wanted): readonly PaymentGateway[] {
    return routed(this.gateways.inOrder, routeOf(routes, { game_id: currentScope().gameId, method, country: what?.country ?? null, currency: what?.currency ?? null }), surroundings);
  }

  /** Every provider that may charge the game of the open transaction, whatever the sale. */
  async all(): Promise<PaymentGateway[]> {
    return mayCharge([...this.gateways.inOrder, ...(await this.own())], await this.surroundings());
  }

  /** The account by which the studio sells itself, and nobody else: routes and failover are the operator's. */
  private async own(holds = false): Promise<PaymentGateway[]> {
    const gateway = await this.accounts.inUse(undefined, holds);
    return gateway ? [gateway] : [];
  }

  /** Whether any provider may charge the game of the open transaction by any method, as the operator's routes have it, whatever the amount; of routes those count that hold for every country and currency. */
  async isThere(): Promise<boolean> {
    // Where the studio sells itself somewhere, its account has to be one that may charge the game, too.
    const sellsItself = (await this.queries.ask(new ListCountryModes())).some(({ mode }) => mode === 'own_psp');
    if (sellsItself && mayCharge(await this.own(), await this.surroundings()).length === 0) return false;
    const { inOrder } = this.gateways;
    if (inOrder.length === 0) return false;
    const [surroundings, routes] = [await this.surroundings(), await this.routes.ofGame()];
    return mayCharge(inOrder, surroundings).flatMap((gateway) => [...gateway.methods()]).some(({ method }) => chooseGateway(this.inOrderFor(routes, surroundings, { method }), surroundings, { method }) !== null);
  }

  private async surroundings(): Promise<Surroundings> {
    return { environment: await this.queries.ask(new GetEnvironment()), isProduction: this.config.isProduction };
  }

  /** It surely did not act on a charge: the next attempts go to the next provider. */
  passOver(provider: string, reason: string): void {
    if (this.gateways.inOrder.length < 2) return;
    this.logger.warn({ msg: 'a provider is not to be reached: new attempts go to the next one', provider, reason });
    this.asideUntil.set(provider, performance.now() + ASIDE_MS);
  }
}
