import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Config } from '#platform/config/config';
import { CallScope, Queries } from '#platform/cqrs/doors';
import { Query } from '#platform/kernel/messages';
import { NoGateway, NotApplesAddress, WalletSessionRefused } from '../contracts/errors.js';
import { isDeviceWallet } from '../contracts/method-table.js';
import { BeginWalletSession, GetWalletSheet, ListSheetKinds, type WalletSheet } from '../contracts/queries.js';
import type { PaymentGateway } from '../domain/payment-gateway.js';
import { appleGateway, ApplePay } from '../infra/apple-pay.js';
import { Gateways } from '../infra/gateways/gateways.js';
import { GatewayOfGame } from './gateway-of-game.js';

/** Its sheet is of the provider that would charge the sale: the token is nobody else's. */
@QueryHandler(GetWalletSheet)
export class GetWalletSheetHandler implements IQueryHandler<GetWalletSheet> {
  constructor(private readonly gateways: GatewayOfGame, private readonly config: Config) {}

  async execute({ input: { method, locale, what } }: GetWalletSheet): Promise<WalletSheet | null> {
    const gateway = await this.gateways.find({ method, what });
    return gateway?.walletSheet?.(method, { parent_origin: new URL(this.config.publicUrl).origin, locale }) ?? null;
  }
}

@QueryHandler(ListSheetKinds)
export class ListSheetKindsHandler implements IQueryHandler<ListSheetKinds> {
  constructor(private readonly gateways: GatewayOfGame) {}

  async execute(): Promise<WalletSheet['kind'][]> {
    const kindsOf = (gateway: PaymentGateway): WalletSheet['kind'][] => gateway.methods().flatMap(({ method }) => (isDeviceWallet(method) ? (gateway.walletSheet?.(method, { parent_origin: '', locale: 'en' })?.kind ?? []) : []));
    return [...new Set((await this.gateways.all()).flatMap(kindsOf))];
  }
}

/** Who would charge a sale by Apple Pay. */
class ProviderOfApplePay extends Query<string | null> {
  constructor(readonly what: BeginWalletSession['input']['what']) { super(); }
}

@QueryHandler(ProviderOfApplePay)
export class ProviderOfApplePayHandler implements IQueryHandler<ProviderOfApplePay> {
  constructor(private readonly gateways: GatewayOfGame) {}

  async execute({ what }: ProviderOfApplePay): Promise<string | null> {
    return (await this.gateways.find({ method: 'apple_pay', what }))?.provider ?? null;
  }
}

@QueryHandler(BeginWalletSession)
export class BeginWalletSessionHandler implements IQueryHandler<BeginWalletSession> {
  constructor(private readonly queries: Queries, private readonly callers: CallScope, private readonly gateways: Gateways, private readonly apple: ApplePay) {}

  async execute({ input: { validation_url, what } }: BeginWalletSession): Promise<Record<string, unknown>> {
    const address = appleGateway(validation_url);
    if (address === null) throw new NotApplesAddress();
    const provider = await this.queries.ask(new ProviderOfApplePay(what), this.callers.current);
    const gateway = provider === null ? undefined : this.gateways.find(provider);
    const sheet = gateway?.walletSheet?.('apple_pay', { parent_origin: '', locale: 'en' });
    if (!gateway || sheet?.kind !== 'apple_pay') throw new NoGateway();
    const page = { display_name: this.apple.displayName, domain: this.apple.domain };
    const answer = await (gateway.beginAppleSession?.(page) ?? this.apple.begin(address));
    if (answer.outcome !== 'answered') throw new WalletSessionRefused();
    return answer.value;
  }
}
