// The import table of docs/architecture/boundaries.md. Each rule is proven by a planted violation in test/arch/boundaries.spec.ts.
const CONTEXT = '^libs/(?!platform/)([^/]+/[^/]+)';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', comment: 'Files that import each other cannot be read or loaded one after the other.', from: { path: '^(libs|apps)/' }, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'platform-knows-no-business', severity: 'error', comment: 'The kernel may not import a context or a process.', from: { path: '^libs/platform/' }, to: { path: '^(libs/(?!platform/)|apps/)' } },
    {
      name: 'contexts-meet-at-contracts', severity: 'error', comment: 'Another context is its contracts and its testing door, nothing else.',
      from: { path: CONTEXT }, to: { path: '^libs/(?!platform/)[^/]+/[^/]+/', pathNot: ['^libs/$1/', '^libs/[^/]+/[^/]+/contracts/(commands|queries|events|errors|ids)\\.ts$', '^libs/[^/]+/[^/]+/testing/', '^libs/[^/]+/[^/]+/module\\.ts$'] },
    },
    { name: 'modules-are-for-apps', severity: 'error', comment: 'Only processes and tests put modules together.', from: { path: CONTEXT, pathNot: '\\.(spec|int-spec)\\.ts$|/testing/|/test/' }, to: { path: '^libs/(?!platform/)[^/]+/[^/]+/module\\.ts$', pathNot: '^libs/$1/' } },
    { name: 'fakes-are-for-tests', severity: 'error', comment: 'testing/ never runs in the product.', from: { path: '^(libs|apps)/', pathNot: '\\.(spec|int-spec|e2e-spec)\\.tsx?$|/testing/|/test/|\\.conformance\\.ts$' }, to: { path: '^libs/[^/]+/[^/]+/testing/|^libs/platform/testing/' } },
    {
      name: 'contracts-are-plain', severity: 'error', comment: 'Contracts name the kernel, ids and (types only, ADR 0002) the views of contexts they ask.',
      from: { path: `${CONTEXT}/contracts/` }, to: { path: '^libs/', pathNot: ['^libs/$1/contracts/', '^libs/platform/kernel/', '^libs/[^/]+/[^/]+/contracts/(ids|queries)\\.ts$', '^libs/platform/crypto/webhook-signature\\.ts$'] },
    },
    { name: 'contracts-take-views-as-types', severity: 'error', comment: 'At run time a contract needs nothing of another context.', from: { path: `${CONTEXT}/contracts/` }, to: { path: '^libs/(?!platform/)[^/]+/[^/]+/contracts/queries\\.ts$', pathNot: '^libs/$1/', dependencyTypesNot: ['type-only'] } },
    {
      name: 'domain-is-pure', severity: 'error', comment: 'The domain imports its contracts, the kernel and the ids and views of others; no framework, no database.',
      from: { path: `${CONTEXT}/domain/`, pathNot: '\\.spec\\.ts$' }, to: { path: '^libs/', pathNot: ['^libs/$1/(domain|contracts|data)/', '^libs/platform/kernel/', '^libs/[^/]+/[^/]+/contracts/(ids|queries|errors)\\.ts$'] },
    },
    { name: 'domain-has-no-framework', severity: 'error', comment: 'Nest, TypeORM, pg and HTTP stay outside the domain.', from: { path: `${CONTEXT}/domain/`, pathNot: '\\.spec\\.ts$' }, to: { path: 'node_modules/(@nestjs|typeorm|pg|fastify|undici|bullmq|ioredis)' } },
    { name: 'app-knows-no-http', severity: 'error', comment: 'A use case does not know who calls it.', from: { path: `${CONTEXT}/app/` }, to: { path: '^libs/$1/http/' } },
    { name: 'infra-is-below', severity: 'error', comment: 'Rows and repositories know neither use cases nor HTTP.', from: { path: `${CONTEXT}/infra/` }, to: { path: '^libs/$1/(app|http)/' } },
    { name: 'http-goes-through-the-doors', severity: 'error', comment: 'A controller sends commands and queries; it does not reach into rows. (Ingress verifies with its gateway.)', from: { path: `${CONTEXT}/http/`, pathNot: '\\.spec\\.ts$' }, to: { path: '^libs/$1/infra/', pathNot: '^libs/$1/infra/gateways/', dependencyTypesNot: ['type-only'] } },
    { name: 'pages-use-no-commands-of-their-own', severity: 'error', comment: 'Browser scripts call only the Store API.', from: { path: '^apps/hub/islands/' }, to: { path: '^libs/(?!platform/kernel/)' } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['source', 'import', 'node', 'default'], exportsFields: ['exports'], extensions: ['.ts', '.tsx', '.js', '.json'] },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.hubcraft)/' },
  },
};
