import { Bool, Instant, Int, ListOf, Obj, OneOf, Str } from '#platform/http/fields';

const MINOR = 'Minor units; what the studio is owed more of is positive';

export class StatementSums {
  @Int({ what: `On \`studio_payable\`. ${MINOR}` }) payable: number;
  @Int({ what: `On \`studio_reserve\`. ${MINOR}` }) reserve: number;
  @Int({ what: 'Both together' }) total: number;
}

export class StatementLineRead extends StatementSums {
  @Str({ what: 'The kind of entry, as `GET /v1/ledger/journal_entries` has it' }) kind: string;
  @Str({ what: 'In words' }) what: string;
  @Int({ what: 'How many' }) entries: number;
}

export class StatementRead {
  @OneOf(['hubcraft.statement'], { name: 'StatementType' }) type: string;
  @Str() studio_id: string;
  @Str() studio_name: string;
  @OneOf(['sandbox', 'live'], { name: 'PayoutEnvironment' }) environment: string;
  @Str({ what: 'ISO 4217' }) currency: string;
  @Int({ what: 'Decimal places of its major unit' }) exponent: number;
  @Str({ what: '`YYYY-MM`' }) month: string;
  @Str({ what: 'Its first day (UTC)' }) from: string;
  @Str({ what: 'Its last day' }) to: string;
  @Bool({ what: 'Nothing is added any more: true two days after its end' }) is_final: boolean;
  @Instant() made_at: number;
  @Obj(() => StatementSums, { what: 'What was owed before its first day' }) opening: StatementSums;
  @ListOf(() => StatementLineRead, { max: 100 }) lines: StatementLineRead[];
  @Obj(() => StatementSums, { what: 'Opening and lines together' }) closing: StatementSums;
}

export class StatementSignature {
  @OneOf(['Ed25519'], { name: 'StatementSignatureAlgorithm' }) algorithm: string;
  @Str({ what: 'Which key of `GET /v1/statement_keys`' }) key_id: string;
  @Str({ what: 'Base64url' }) value: string;
}

export class SignedStatementRead {
  @Obj(() => StatementRead) statement: StatementRead;
  @Obj(() => StatementSignature, { what: 'Over `statement` in the canonical form of JSON (RFC 8785), in UTF-8' }) signature: StatementSignature;
}

export class StatementListed {
  @Str({ what: '`YYYY-MM`' }) month: string;
  @Str() currency: string;
  @Int({ what: 'What was owed after it, minor units' }) closing: number;
  @Bool() is_final: boolean;
}

export class StatementList {
  @ListOf(() => StatementListed, { max: 10_000, what: 'Newest first, of the last 24 months' }) data: StatementListed[];
}

export class StatementQuery {
  @Str({ pattern: /^[A-Z]{3}$/, max: 3, what: 'ISO 4217' }) currency: string;
}

export class StatementKeyRead {
  @OneOf(['OKP'], { name: 'StatementKeyType' }) kty: string;
  @OneOf(['Ed25519'], { name: 'StatementKeyCurve' }) crv: string;
  @Str({ what: 'The public key, base64url' }) x: string;
  @Str({ what: '`key_id` of the signatures' }) kid: string;
  @OneOf(['EdDSA'], { name: 'StatementKeyAlgorithm' }) alg: string;
  @OneOf(['sig'], { name: 'StatementKeyUse' }) use: string;
}

export class StatementKeys {
  @ListOf(() => StatementKeyRead, { max: 1_000, what: 'All keys that a statement may have been signed with' }) keys: StatementKeyRead[];
}
