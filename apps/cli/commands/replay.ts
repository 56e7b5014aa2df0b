import { StudioAccess, answering, readArguments } from './studio-access.js';
import { watchDelivery } from './delivery-watch.js';

const USAGE = `usage: hubcraft replay ID

Sends a delivery (whd_…) again, or every delivery of an event (evt_…), under the same event id.`;

/** `hubcraft replay ID`: 0 when everything that was sent again was taken. */
export function run(args: string[]): Promise<number> {
  return answering(async () => {
    if (args.includes('--help')) return console.log(USAGE), 0;
    const { rest } = readArguments(args, []);
    const [id] = rest;
    if (!id || rest.length > 1 || !/^(whd|evt)_/.test(id)) return console.error(USAGE), 2;
    const api = StudioAccess.fromEnvironment();
    const deliveries = id.startsWith('whd_') ? [id] : (await api.ask<{ deliveries: { id: string }[] }>('GET', `/events/${id}`)).deliveries.map((each) => each.id);
    if (deliveries.length === 0) console.log(`${id} went to no webhook.`);
    let isAllTaken = true;
    for (const delivery of deliveries) {
      const again = await api.ask<{ attempts: number }>('POST', `/webhook_deliveries/${delivery}/replay`, {});
      isAllTaken = (await watchDelivery(api, delivery, again.attempts)) && isAllTaken;
    }
    return isAllTaken ? 0 : 1;
  });
}
