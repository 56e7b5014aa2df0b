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
  tax: {
    mutate: ['libs/money/tax/domain/*.ts', '!**/*.spec.ts'],
    tests: ['libs/money/tax/domain/*.spec.ts'],
  },
  ledger: {
    mutate: ['libs/money/ledger/domain/*.ts', 'libs/money/ledger/app/*.ts', 'libs/money/ledger/infra/journal.repository.ts', '!**/*.spec.ts'],
    tests: ['libs/money/ledger/domain/*.spec.ts', 'libs/money/ledger/test/ledger.int-spec.ts'],
    needsServers: true,
  },
  idempotency: {
    mutate: ['libs/platform/http/idempotency-claims.ts', 'libs/platform/http/idempotency.interceptor.ts'],
    tests: ['libs/platform/http/idempotency.int-spec.ts'],
    needsServers: true,
  },
  signing: {
    mutate: ['libs/platform/crypto/*.ts', '!**/*.spec.ts'],
    tests: ['libs/platform/crypto/*.spec.ts'],
  },
  egress: {
    mutate: ['libs/platform/egress/*.ts', '!**/*.spec.ts'],
    tests: ['libs/platform/egress/*.spec.ts'],
  },
  access: {
    mutate: ['libs/studio/access/*.ts', '!libs/studio/access/*.dto.ts', '!libs/studio/access/module.ts', '!libs/studio/access/rows.ts'],
    tests: ['libs/studio/access/test/*.int-spec.ts'],
    needsServers: true,
  },
};
