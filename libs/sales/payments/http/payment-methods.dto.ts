import { Bool, Country, Instant, Int, ListOf, OneOf, Str, Strs } from '#platform/http/fields';
import { QueryInt, QueryList } from '#platform/http/query-fields';
import { FIELD_KINDS, METHOD_TYPES, OFFER_KINDS, PAYMENT_METHODS, type MethodRefund, type MethodType } from '../contracts/queries.js';

const ANSWERS = ['yes', 'no', 'depends', 'unknown'] as const;
const REFUNDS = ['part', 'whole', 'none', 'depends'] as const;
const RULES_MAX = 100;
const METHODS_MAX = 50;
const METHOD_IDS = PAYMENT_METHODS.map(({ id }) => id);
const PROVIDERS = ['sandbox', 'stripe', 'checkout_com', 'adyen', 'paypal'] as const;

export class MethodLimitRead {
  @Str({ what: 'ISO 4217' }) currency: string;
  @Int({ nullable: true, what: 'Minor units; null: none is known' }) min_minor: number | null;
  @Int({ nullable: true, what: 'Minor units; null: none is known' }) max_minor: number | null;
}

export class MethodRead {
  @Str() id: string;
  @Str({ what: 'Its own name, in every language the same' }) name: string;
  @OneOf(METHOD_TYPES, { name: 'PaymentMethodType' }) type: MethodType;
  @Strs({ nullable: true, what: 'Where buyers have it, ISO 3166-1; null: everywhere' }) territories: readonly string[] | null;
  @Strs({ nullable: true, what: 'ISO 4217; null: those of the provider' }) currencies: readonly string[] | null;
  @OneOf(['never', 'may', 'always'], { name: 'PaymentMethodPending', what: 'Whether the money may come after the buyer has done her part' }) pending: 'never' | 'may' | 'always';
  @OneOf(REFUNDS, { name: 'PaymentMethodRefund', what: 'What can go back the same way: any part, only the whole, nothing, or what the provider says' }) refund: MethodRefund;
  @Int({ nullable: true, what: 'For how many days; null: not known, or without an end' }) refund_days: number | null;
  @OneOf(ANSWERS, { name: 'PaymentMethodAnswer' }) recurring: string;
  @OneOf(ANSWERS, { name: 'PaymentMethodAnswer' }) chargebacks: string;
  @ListOf(() => MethodLimitRead) limits: readonly MethodLimitRead[];
  @Bool({ what: 'A payment provider that is set up can charge this game by it' }) is_available: boolean;
}

export class MethodList {
  @ListOf(() => MethodRead) data: MethodRead[];
}

export class MethodPreviewQuery {
  @Country({ what: 'Of the buyer, ISO 3166-1' }) country: string;
  @Str({ min: 3, max: 3, pattern: /^[A-Z]{3}$/, what: 'ISO 4217' }) currency: string;
  @QueryInt({ optional: false, min: 1, what: 'Minor units' }) amount: number;
  @QueryList({ max: 100, what: 'What is bought' }) sku?: string[];
}

export class OfferedFieldRead {
  @Str({ what: 'As `method_fields` of `pay` takes it' }) name: string;
  @OneOf(FIELD_KINDS, { name: 'MethodFieldKind', what: 'How it is checked' }) kind: string;
  @Str({ nullable: true, what: 'How it looks; of nobody' }) format: string | null;
  @Bool() required: boolean;
}

export class OfferedMethodRead {
  @Str({ what: 'As `pay` of the checkout takes it' }) method: string;
  @Str({ what: 'Its own name' }) label: string;
  @OneOf(OFFER_KINDS, { name: 'PaymentMethodKind', what: 'What a page has to do: show card fields, send the buyer to a page, tell her to confirm in her app, or say that the money takes a while' }) kind: string;
  @OneOf(METHOD_TYPES, { name: 'PaymentMethodType' }) type: string;
  @Bool({ what: 'Of this country' }) is_local: boolean;
  @OneOf(REFUNDS, { name: 'PaymentMethodRefund', what: 'What can go back the same way' }) refund: string;
  @ListOf(() => OfferedFieldRead, { what: 'What the buyer is asked first' }) fields: readonly OfferedFieldRead[];
}

export class LeftOutMethodRead {
  @Str() method: string;
  @OneOf(['territory', 'currency', 'amount', 'no_provider', 'rule'], { what: 'The first thing that stands in the way; `rule`: one of yours' }) because: string;
}

export class MethodPreviewRead {
  @ListOf(() => OfferedMethodRead, { what: 'The best first' }) offered: OfferedMethodRead[];
  @ListOf(() => LeftOutMethodRead) left_out: LeftOutMethodRead[];
}

export class MethodRuleFields {
  @Country({ nullable: true, optional: true, what: 'Sales to this country, ISO 3166-1; null: to every one' }) country?: string | null;
  @Str({ nullable: true, optional: true, min: 1, max: 255, what: 'Orders that hold this product; null: all' }) sku?: string | null;
  @Strs({ nullable: true, optional: true, max: METHODS_MAX, of: METHOD_IDS, name: 'PaymentMethodId', what: 'No other methods; null: says nothing' }) allow?: string[] | null;
  @Strs({ optional: true, max: METHODS_MAX, of: METHOD_IDS, name: 'PaymentMethodId', what: 'Not these' }) deny?: string[];
  @Strs({ optional: true, max: METHODS_MAX, of: METHOD_IDS, name: 'PaymentMethodId', what: 'These first, in this order; of several rules the one that names most of product and country says how' }) order?: string[];
}

export class MethodRulesSet {
  @ListOf(() => MethodRuleFields, { max: RULES_MAX, what: 'All of them: what was there before goes' }) rules: MethodRuleFields[];
}

export class MethodRuleRead {
  @Str({ nullable: true }) country: string | null;
  @Str({ nullable: true }) sku: string | null;
  @Strs({ nullable: true }) allow: string[] | null;
  @Strs() deny: string[];
  @Strs() order: string[];
}

export class MethodRulesRead {
  @ListOf(() => MethodRuleRead) rules: MethodRuleRead[];
  @Str({ nullable: true, what: 'Who set them; null: nobody, every method is offered' }) set_by: string | null;
  @Instant({ nullable: true }) set_at: number | null;
}

const ROUTES_MAX = 200;

export class ProviderRouteFields {
  @Str({ nullable: true, optional: true, max: 40, what: 'Sales of this environment; null: of all' }) game_id?: string | null;
  @OneOf(METHOD_IDS, { nullable: true, optional: true, name: 'PaymentMethodId', what: 'By this method; null: by all' }) method?: string | null;
  @Country({ nullable: true, optional: true, what: 'To this country; null: to all' }) country?: string | null;
  @Str({ nullable: true, optional: true, min: 3, max: 3, pattern: /^[A-Z]{3}$/, what: 'In this currency; null: in all' }) currency?: string | null;
  @Strs({ min: 1, max: 10, of: PROVIDERS, name: 'PaymentProvider', what: 'Who charges, the best first; nobody else does. As far as they are set up, take new attempts and can' }) providers: string[];
}

export class ProviderRoutesSet {
  @ListOf(() => ProviderRouteFields, { max: ROUTES_MAX, what: 'All of them: what was there before goes. The one that names the game counts before one that names the method, that one before one of the country, that one before one of the currency' }) routes: ProviderRouteFields[];
}

export class ProviderRouteRead {
  @Str({ nullable: true }) game_id: string | null;
  @Str({ nullable: true }) method: string | null;
  @Str({ nullable: true }) country: string | null;
  @Str({ nullable: true }) currency: string | null;
  @Strs() providers: string[];
}

export class ProviderRoutesRead {
  @ListOf(() => ProviderRouteRead) routes: ProviderRouteRead[];
  @Str({ nullable: true, what: 'Who set them; null: there are none' }) set_by: string | null;
  @Instant({ nullable: true }) set_at: number | null;
}
