import { StudioAccess, StudioRefusal, answering, readArguments } from './studio-access.js';
import { watchDelivery } from './delivery-watch.js';

const USAGE = `usage: hubcraft trigger EVENT [--webhook WEBHOOK_ID]

Sends an example event, trigger "test", to a webhook: the one that is named, else the first enabled one that wants it.`;

interface Webhook {
  id: string;
  url: string;
  events: string[];
  enabled: boolean;
}

function takerOf(webhooks: readonly Webhook[], type: string): Webhook | undefined {
  const enabled = webhooks.filter((each) => each.enabled);
  return enabled.find((each) => each.events.includes(type) || each.events.includes(`${type.split('.')[0]}.*`)) ?? enabled[0];
}

/** `hubcraft trigger EVENT`: 0 when the webhook took it. */
export function run(args: string[]): Promise<number> {
  return answering(async () => {
    if (args.includes('--help')) return console.log(USAGE), 0;
    const { options, rest } = readArguments(args, ['webhook']);
    const [type] = rest;
    if (!type || rest.length > 1) return console.error(USAGE), 2;
    const api = StudioAccess.fromEnvironment();
    const webhook = options.webhook ?? takerOf(await api.ask<Webhook[]>('GET', '/webhooks'), type)?.id;
    if (!webhook) throw new StudioRefusal('There is no enabled webhook. Register one first: POST /v1/webhooks.', null);
    const sent = await api.ask<{ event_id: string; delivery_id: string }>('POST', `/webhooks/${webhook}/test`, { event_type: type });
    console.log(`${type} ${sent.event_id} to ${webhook}`);
    return (await watchDelivery(api, sent.delivery_id, 0)) ? 0 : 1;
  });
}
