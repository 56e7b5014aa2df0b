import { signatureHeaders } from '#platform/crypto/webhook-signature';
import { NEWEST } from '#platform/versions/published';
import { CHALLENGE_ANSWER_SCHEMA, CONSUMPTION_ANSWER_SCHEMA, DOCUMENTED_EVENTS, EVENT_DATA, REFUSAL_SCHEMA, VERIFIED_PLAYER_SCHEMA, dataNameOf, eventSchema, whenSent, type DocumentedEvent } from '../domain/event-schemas.js';
import { exampleEvent } from './event-examples.js';

type Json = Record<string, unknown>;

/** The secret of the published signature vectors. */
const EXAMPLE_SECRET = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
const HTTP_BINDING = '0.3.0';
const ref = (...place: string[]): Json => ({ $ref: `#/${place.join('/')}` });

const HEADERS: Json = {
  type: 'object',
  required: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
  properties: {
    'webhook-id': { type: 'string', pattern: '^evt_', description: 'The event_id: the same for every attempt and replay' },
    'webhook-timestamp': { type: 'string', pattern: '^[0-9]+$', description: 'Unix seconds of this attempt. Refuse what is more than 5 minutes away' },
    'webhook-signature': {
      type: 'string', pattern: '^v1a?,[A-Za-z0-9+/]+={0,2}( v1a?,[A-Za-z0-9+/]+={0,2})*$',
      description: 'Separated by blanks, one that fits is enough. `v1,`: base64 of HMAC-SHA256 over `webhook-id.webhook-timestamp.body`, key: what follows whsec_, base64-decoded. `v1a,`: base64 of an ed25519 signature over the same, for the public_key (whpk_) of the webhook',
    },
  },
};

const DESCRIPTION = `The events that Hubcraft sends to game servers, and the questions that it asks them. Hubcraft calls the address that was registered (POST /v1/webhooks) with the event as a JSON body; 2xx takes it, anything else is tried again by the published schedule.

Messages are signed by Standard Webhooks. A webhook with the scheme \`timestamped-hmac\` gets webhook-id and two headers that it names in place of webhook-timestamp and webhook-signature: the time, and the lowercase hex HMAC-SHA256 of \`timestamp.body\`. A webhook registered with the method GET gets the same body by GET.

New members and new events may appear at any time; members that are required stay.`;

/** Without what names a JSON Schema that stands alone, here its place names it; and what several events are about is said once. */
function schemaOf(type: DocumentedEvent): Json {
  const { $schema: _dialect, $id: _address, properties, ...schema } = eventSchema(type) as Json & { properties: Json };
  return { ...schema, properties: { ...properties, event_data: ref('components', 'schemas', dataNameOf(type)) } };
}

function message(type: DocumentedEvent): Json {
  const payload = exampleEvent(type) as Json & { event_id: string; event_time: number };
  const headers = signatureHeaders({ scheme: 'standard-webhooks' }, [EXAMPLE_SECRET], payload.event_id, payload.event_time, Buffer.from(JSON.stringify(payload)));
  return {
    name: type, title: type, summary: whenSent(type), contentType: 'application/json', headers: ref('components', 'schemas', 'headers'), payload: ref('components', 'schemas', type),
    bindings: { http: { headers: ref('components', 'schemas', 'headers'), bindingVersion: HTTP_BINDING } },
    examples: [{ name: type, summary: `Signed with ${EXAMPLE_SECRET} over the body without blanks`, headers, payload }],
  };
}

function reply(name: string, title: string, summary: string, example: Json): Json {
  return { name, title, summary, contentType: 'application/json', payload: ref('components', 'schemas', name), examples: [{ name, payload: example }] };
}

const REPLIES: Readonly<Record<string, Json>> = {
  player: reply('player', 'This is the player', 'The 2xx answer to player.verify', { player_id: '2D2R-OP3C', name: 'Ada', attributes: { level: 12 } }),
  challenge_answer: reply('challenge_answer', 'The value that was sent', 'The 2xx answer to webhook.challenge', { challenge: 'q3Zt1uYhV0m2xKfP7sWcLrNbEaJdGiTo' }),
  consumption: reply('consumption', 'What became of the items', 'The 2xx answer to refund.consumption', { items: [{ line_id: '1', state: 'unused' }] }),
  refusal: reply('refusal', 'Refused', 'Any 4xx to player.verify. Any answer in these words to order.reserve refuses, and the player reads the message. 400 with the code `declined` to item.add refunds the order; 400 or 422 with `rejected` to any other event ends its delivery', { status: 'error', code: 'declined', message: 'The inventory is full.' }),
};

function answersTo(type: DocumentedEvent): string[] {
  if (type === 'webhook.challenge') return ['challenge_answer'];
  if (type === 'refund.consumption') return ['consumption'];
  return type === 'player.verify' ? ['player', 'refusal'] : ['refusal'];
}

function operation(type: DocumentedEvent): Json {
  return {
    action: 'send', channel: ref('channels', 'webhook'), title: type, summary: whenSent(type), messages: [ref('channels', 'webhook', 'messages', type)],
    bindings: { http: { method: 'POST', bindingVersion: HTTP_BINDING } },
    reply: { channel: ref('channels', 'answer'), messages: answersTo(type).map((name) => ref('channels', 'answer', 'messages', name)) },
  };
}

/** `/asyncapi.json`: AsyncAPI 3.0, from the sources of the events' JSON Schemas and examples. */
export function asyncApiDocument(): Json {
  const each = <T>(of: (type: DocumentedEvent) => T): Record<string, T> => Object.fromEntries(DOCUMENTED_EVENTS.map((type) => [type, of(type)]));
  return {
    asyncapi: '3.0.0',
    info: { title: 'Hubcraft webhooks', version: NEWEST, description: DESCRIPTION, license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' } },
    defaultContentType: 'application/json',
    channels: {
      webhook: { address: null, title: 'A webhook', description: 'The address that was registered, with the events that it wants', messages: each((type) => ref('components', 'messages', type)) },
      answer: { address: null, title: 'The answer', description: 'What the game server answers to the request. An empty 2xx takes an event', messages: Object.fromEntries(Object.keys(REPLIES).map((name) => [name, ref('components', 'messages', name)])) },
    },
    operations: each(operation),
    components: {
      messages: { ...each(message), ...REPLIES },
      schemas: { headers: HEADERS, ...EVENT_DATA, ...each(schemaOf), player: VERIFIED_PLAYER_SCHEMA, challenge_answer: CHALLENGE_ANSWER_SCHEMA, consumption: CONSUMPTION_ANSWER_SCHEMA, refusal: REFUSAL_SCHEMA },
    },
  };
}
