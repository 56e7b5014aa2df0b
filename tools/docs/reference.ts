import type { Setting } from '#platform/config/config';

export interface NotYetEntry {
  operation: string;
  field: string;
  why: string;
}

const GENERATED = '<!-- Generated; `UPDATE_DOCS=1 npm test -- test/contract/generated-docs` writes it. -->';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** docs/reference/not-yet.md: what is refused with 422 `field_not_yet_supported`, and which events a webhook may take that nothing sends yet. */
export function notYetPage(entries: NotYetEntry[], unsent: readonly string[]): string {
  const rows = [...entries].sort((a, b) => a.operation.localeCompare(b.operation) || a.field.localeCompare(b.field)).map(({ operation, field, why }) => `| \`${operation}\` | \`${field}\` | ${cell(why)} |`);
  return [
    '# Fields that are not supported yet', '', GENERATED, '',
    'A field of the contract that would change a price, a limit, who may buy or how is paid, and that cannot work yet, is refused with 422 `field_not_yet_supported` unless it is null or its default. It is',
    'never silently ignored.', '', '| Operation | Field | Why |', '|---|---|---|', ...rows, '',
    '## Events that nothing sends yet', '',
    'A webhook may have these in its `events`, so that a registration written for them is taken as it is. Nothing sends them yet: what they tell of does not exist here, or is not told. The events that are sent',
    'are [listed here](events/README.md).', '', ...unsent.map((type) => `- \`${type}\``), '',
  ].join('\n');
}

/** docs/reference/configuration.md: every environment variable. */
export function configurationPage(settings: readonly Setting[]): string {
  return [
    '# Configuration', '', GENERATED, '', 'Environment variables, read once at boot. What is wrong is one sentence and exit code 1.', '',
    '| Name | Default | Meaning |', '|---|---|---|', ...settings.map(({ name, what, fallback }) => `| \`${name}\` | ${fallback === undefined || fallback === '' ? '–' : `\`${cell(fallback)}\``} | ${cell(what)} |`), '',
  ].join('\n');
}

export interface DeclaredContext {
  context: string;
  shape: string;
  schema: string | null;
  ids: string[];
  calls: string[];
  listens: string[];
}

/** docs/architecture/context-map.md: who asks, tells or calls whom, and who listens to whom. */
export function contextMapPage(contexts: DeclaredContext[]): string {
  const sorted = [...contexts].sort((a, b) => a.context.localeCompare(b.context));
  const node = (name: string): string => name.replaceAll(/[^a-z]/g, '_');
  return [
    '# Context map', '', GENERATED, '', 'From the `context.json` of each context, which the tests hold against the imports. Solid arrows ask, tell or call and form no cycle; dotted ones listen.', '',
    '```mermaid', 'flowchart LR',
    ...[...new Set(sorted.map(({ context }) => context.split('/')[0]!))].flatMap((group) => [`  subgraph ${group}`, ...sorted.filter(({ context }) => context.startsWith(`${group}/`)).map(({ context }) => `    ${node(context)}["${context.split('/')[1]}"]`), '  end']),
    ...sorted.flatMap(({ context, calls }) => calls.map((other) => `  ${node(context)} --> ${node(other)}`)),
    ...sorted.flatMap(({ context, listens }) => listens.map((other) => `  ${node(other)} -.-> ${node(context)}`)),
    '```', '', '| Context | Schema | Ids | Asks, tells, calls | Listens to |', '|---|---|---|---|---|',
    ...sorted.map(({ context, schema, ids, calls, listens }) => `| [${context}](../../libs/${context}/README.md) | ${schema ? `\`${schema}\`` : '–'} | ${ids.map((id) => `\`${id}_\``).join(' ') || '–'} | ${calls.join(', ') || '–'} | ${listens.join(', ') || '–'} |`), '',
  ].join('\n');
}
