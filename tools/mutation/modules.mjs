/**
 * The modules whose tests are themselves tested: what is mutated, and by which tests a mutant has to be found. `needsServers` marks those whose tests
 * boot a context on PostgreSQL; a mutant costs seconds there, not milliseconds.
 * @type {Record<string, { mutate: string[], tests: string[], needsServers?: true }>}
 */
export const MODULES = {
  money: {
    mutate: ['libs/platform/kernel/money.ts', 'libs/platform/kernel/rational.ts', 'libs/platform/kernel/currency.ts'],
    tests: ['libs/platform/kernel/*.spec.ts'],
  },
  // The arithmetic: what each tax comes to, how it is rounded and who of the lines bears which unit.
  tax: {
    mutate: [...['computation', 'tax-parts', 'rounding-rules'].map((file) => `libs/money/tax/domain/${file}.ts`), 'libs/platform/kernel/calendar-date.ts'],
    tests: [...['computation', 'tax-parts', 'rounding-rules'].map((file) => `libs/money/tax/domain/${file}.spec.ts`), 'libs/platform/kernel/calendar-date.spec.ts'],
  },
  // Which tax a place has on a day, and whether it may be sold to, on the shipped tables. Without the properties of every quote, which take as long as all other tests together.
  'tax-places': {
    mutate: ['places', 'quote-tax', 'rate-table', 'registrations', 'sale-to', 'tax-ids', 'treatment'].map((file) => `libs/money/tax/domain/${file}.ts`),
    tests: ['quote-tax', 'permission', 'places', 'rate-table', 'tax-ids'].map((file) => `libs/money/tax/domain/${file}.spec.ts`),
  },
  ledger: {
    mutate: ['libs/money/ledger/domain/*.ts', '!**/*.spec.ts'],
    tests: ['libs/money/ledger/domain/*.spec.ts'],
  },
  // Which event makes which entry, and how entries get into the books and out again.
  journal: {
    mutate: ['libs/money/ledger/app/*.ts', 'libs/money/ledger/infra/journal.repository.ts'],
    tests: ['libs/money/ledger/test/ledger.int-spec.ts'],
    needsServers: true,
  },
  // What is decided about a key, and what is kept under it.
  idempotency: {
    mutate: ['libs/platform/http/idempotency-rules.ts', 'libs/platform/http/idempotency-claims.ts'],
    tests: ['libs/platform/http/idempotency-*.spec.ts'],
  },
  // Which version counts, the way from one to another, and what a game may be moved to.
  versions: {
    mutate: ['libs/platform/versions/versions.ts', 'libs/platform/versions/errors.ts', 'libs/studio/games/pinned-version.ts'],
    tests: ['libs/platform/versions/versions.spec.ts', 'libs/studio/games/pinned-version.spec.ts'],
  },
  // The lease of a key, in statements of PostgreSQL: a mutant costs half a minute.
  leases: {
    mutate: ['libs/platform/http/idempotency.interceptor.ts'],
    tests: ['libs/platform/http/idempotency.int-spec.ts'],
    needsServers: true,
  },
  // Without the rotation of keys (derived-keys, key-rotation): statements of PostgreSQL, tested on one by key-rotation.int-spec and the chaos runs. Without passwords: each
  // look at one takes scrypt its third of a second on purpose.
  signing: {
    mutate: ['envelope', 'webhook-signature', 'sealed-columns', 'totp'].map((file) => `libs/platform/crypto/${file}.ts`),
    tests: ['envelope', 'webhook-signature', 'totp', 'sealed-columns'].map((file) => `libs/platform/crypto/${file}.spec.ts`),
  },
  egress: {
    mutate: ['libs/platform/egress/*.ts', '!**/*.spec.ts'],
    tests: ['libs/platform/egress/*.spec.ts'],
  },
  // What decides who may do what: policies and scopes, roles, the form of keys, proofs and the four-eyes limit.
  access: {
    mutate: ['libs/platform/http/permission.ts', ...['key-format', 'scopes', 'roles', 'proof'].map((file) => `libs/studio/access/${file}.ts`), 'libs/studio/games/four-eyes-limit.ts'],
    tests: ['libs/platform/http/permission.spec.ts', 'libs/studio/access/*.spec.ts', 'libs/studio/games/four-eyes-limit.spec.ts'],
  },
  // Whose a credential is and whether it still opens anything. Controllers and lists stay out: a fault there costs minutes and decides nothing.
  credentials: {
    mutate: ['studio-authenticator', 'member-authenticator', 'member-sign-in.flow', 'member-sessions', 'second-factor', 'members', 'api-keys'].map((file) => `libs/studio/access/${file}.ts`),
    tests: ['libs/studio/access/test/*.int-spec.ts'],
    needsServers: true,
  },
};
