// The import table of docs/architecture/boundaries.md, one allow-list per row: what a row does not name is forbidden. test/arch/boundaries.spec.ts reads the printed table and plants
// an import for each of its cells, and one for every other rule. That asks and tells stand in `calls` and announcements in `listens` is held by test/arch/context-graph.ts.
const CONTEXT = '^libs/(?!platform/)([^/]+/[^/]+)/';
const TESTS = '\\.(spec|int-spec|e2e-spec)\\.tsx?$|/test/|/testing/|\\.conformance\\.ts$';
const PLATFORM = '^libs/platform/(?!testing/)';
const KERNEL = '^libs/platform/kernel/';
/** Packages and Node itself. */
const OUTSIDE = '^(?!(libs|apps|test|tools|bench|scripts|db|docs|examples)/)';
/** Contracts of others; of its own context a row names folders. */
const others = (...doors) => `^libs/(?!platform/)[^/]+/[^/]+/contracts/(${doors.join('|')})\\.ts$`;
const own = (...folders) => `^libs/$1/(${folders.join('|')})/`;
/** Files of a slim context that are no controllers, DTOs or rows. */
const SLIM = '^libs/$1/(?!module\\.ts|rows\\.ts|[^/]+\\.controller\\.ts|[^/]+\\.dto\\.ts)[^/]+\\.ts$';
const SLIM_HTTP = '^libs/$1/[^/]+\\.(controller|dto)\\.ts$';
const SLIM_ROWS = '^libs/$1/rows\\.ts$';

const rule = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });
/** A row of the table: files under `place` import what is listed, nothing else. */
const row = (name, comment, place, ...allowed) => rule(name, comment, { path: place, pathNot: TESTS }, { pathNot: allowed });

module.exports = {
  forbidden: [
    rule('no-cycles', 'Files that import each other cannot be read or loaded one after the other.', { path: '^(libs|apps)/' }, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),

    row('contracts-are-plain', 'Contracts name the kernel, ids and (types only, ADR 0002) the views of contexts they ask.', `${CONTEXT}contracts/`, own('contracts'), KERNEL, others('ids', 'queries')),
    row('domain-is-pure', 'The domain names its contracts, the kernel, ids and (types only, ADR 0006) views of others, and two packages that only compute.', `${CONTEXT}domain/`, own('domain', 'contracts'), KERNEL, others('ids', 'queries'), '(^|/)node_modules/(csv-parse|stdnum)/'),
    rule('views-are-taken-as-types', 'At run time neither a contract nor the domain needs anything of another context: only app/ asks.', { path: `${CONTEXT}(contracts|domain)/`, pathNot: TESTS }, { path: others('queries'), pathNot: '^libs/$1/', dependencyTypesNot: ['type-only', 'type-import'] }),
    row('app-does-not-know-who-calls', 'A use case asks, tells and listens to others; it knows no HTTP.', `${CONTEXT}(?:app/|(?!module\\.ts|rows\\.ts|[^/]+\\.controller\\.ts|[^/]+\\.dto\\.ts)[^/]+\\.ts$)`, own('app', 'domain', 'contracts', 'infra'), SLIM, SLIM_ROWS, PLATFORM, others('ids', 'errors', 'queries', 'commands', 'events'), OUTSIDE),
    row('infra-is-below', 'Rows and repositories know neither use cases nor HTTP, and ask nobody.', `${CONTEXT}(?:infra/|rows\\.ts$)`, own('infra', 'domain', 'contracts'), PLATFORM, others('ids', 'errors'), OUTSIDE),
    row('http-goes-through-the-doors', 'A controller sends commands of its own context and asks; it reaches into neither domain nor rows.', `${CONTEXT}(?:http/|[^/]+\\.(?:controller|dto)\\.ts$)`, own('http', 'app', 'contracts'), SLIM, SLIM_HTTP, PLATFORM, others('ids', 'errors', 'queries'), OUTSIDE),
    row('modules-assemble-their-own', 'A module puts its own context together and knows no other.', `${CONTEXT}module\\.ts$`, own('http', 'app', 'infra', 'domain', 'contracts'), '^libs/$1/[^/]+\\.ts$', PLATFORM, OUTSIDE),
    row('apps-only-choose', 'A process chooses contexts, asks and tells; it hears nothing and reaches into no context.', '^apps/(?!sandbox/)', '^apps/(?!sandbox/)', PLATFORM, others('ids', 'errors', 'queries', 'commands'), '^libs/(?!platform/)[^/]+/[^/]+/module\\.ts$', OUTSIDE),
    row('platform-knows-no-business', 'Platform may not import a context or a process.', '^libs/platform/', '^libs/platform/', OUTSIDE),
    row('the-kernel-is-plain', 'What contracts and the domain may import must not lead to a database: the kernel imports itself and three packages.', KERNEL, KERNEL, '(^|/)node_modules/(@nestjs/cqrs|(typeid-js|uuid))/'),
    row('sandbox-keeps-its-own-books', 'The sandbox provider and the demo game are somebody else: they share no code with us.', '^apps/sandbox/', '^apps/sandbox/', OUTSIDE),

    rule('contexts-meet-at-contracts', 'Another context is its contracts, to its tests too; these may take its module and its fakes.', { path: CONTEXT }, { path: '^libs/(?!platform/)[^/]+/[^/]+/', pathNot: ['^libs/$1/', others('commands', 'queries', 'events', 'errors', 'ids'), '^libs/[^/]+/[^/]+/testing/', '^libs/[^/]+/[^/]+/module\\.ts$'] }),
    rule('contexts-are-named', 'Another context is named by the import map (`#sales/orders/queries`), never reached by a path: what is asked has to be seen.', { path: CONTEXT }, { path: '^libs/', pathNot: '^libs/$1/', dependencyTypesNot: ['aliased-subpath-import'] }),
    rule('apps-name-contexts', 'As contexts do.', { path: '^apps/' }, { path: '^libs/', dependencyTypesNot: ['aliased-subpath-import'] }),
    rule('fakes-are-for-tests', 'testing/ never runs in the product.', { path: '^(libs|apps)/', pathNot: TESTS }, { path: '^libs/[^/]+/[^/]+/testing/|^libs/platform/testing/' }),
    rule('pages-use-no-commands-of-their-own', 'Browser scripts call only the Store API.', { path: '^apps/hub/islands/' }, { path: '^libs/(?!platform/kernel/)' }),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['source', 'import', 'node', 'default'], exportsFields: ['exports'], extensions: ['.ts', '.tsx', '.js', '.json'] },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.hubcraft)/' },
  },
};
