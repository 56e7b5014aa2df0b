import { DOCUMENTED_EVENTS, eventSchema, whenSent } from '../domain/event-schemas.js';
import { exampleEvent } from './event-examples.js';

const pretty = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

function overview(): string {
  const rows = DOCUMENTED_EVENTS.map((type) => `| [${type}](${type}.schema.json) | ${whenSent(type)} | [example](${type}.example.json) |`);
  return `# Events\n\nGenerated from \`libs/reach/webhooks\`. How to receive them: [the guide](../../guides/game-server.md). What can be subscribed to and is not sent yet: [the list](../not-yet.md#events-that-nothing-sends-yet).\n\n| Event | When | |\n|---|---|---|\n${rows.join('\n')}\n`;
}

/** Every file of docs/reference/events, by name: made from the code that makes the events. */
export function eventDocuments(): Map<string, string> {
  const files = new Map<string, string>([['README.md', overview()]]);
  for (const type of DOCUMENTED_EVENTS) {
    files.set(`${type}.schema.json`, pretty(eventSchema(type)));
    files.set(`${type}.example.json`, pretty(exampleEvent(type)));
  }
  return files;
}
