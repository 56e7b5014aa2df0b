import { wants } from '#studio/game-servers/queries';
import { StudioAccess, StudioRefusal, answering, readArguments } from './studio-access.js';
import { watchDelivery } from './delivery-watch.js';

const USAGE = `usage: hubcraft trigger EVENT [--webhook WEBHOOK_ID] [--player PLAYER_ID]

Sends an example event, trigger "test", to a webhook: the one that is named, else the first enabled one that wants it.
player.verify is asked, about the player that is named: the verdict is printed, with the reason where it is no yes.`;

interface Webhook {
  id: string;
  url: string;
  events: string[];
  enabled: boolean;
}

interface Verdict {
  event_id: string;
  outcome: 'verified' | 'refused' | 'unavailable';
  reason: string | null;
  detail: string | null;
  player: { name: string } | null;
  duration_ms: number;
  response_body: string | null;
}

async function takerOf(api: StudioAccess, type: string): Promise<string> {
  const taker = (await api.ask<Webhook[]>('GET', '/webhooks')).find((each) => each.enabled && wants(each.events, type));
  if (!taker) throw new StudioRefusal(`No enabled webhook wants ${type}. Register one (POST /v1/webhooks), or name one with --webhook.`, null);
  return taker.id;
}

async function ask(api: StudioAccess, webhook: string, playerId: string): Promise<boolean> {
  const { event_id, outcome, reason, detail, player, duration_ms, response_body } = await api.ask<Verdict>('POST', `/webhooks/${webhook}/verify_player`, { player_id: playerId });
  console.log(`player.verify ${event_id} to ${webhook}`);
  console.log(`${playerId}: ${outcome}${player ? `, ${player.name}` : ''} in ${duration_ms} ms${reason ? ` (${reason}). ${detail}` : ''}`);
  if (outcome !== 'verified' && response_body) console.log(`The answer begins: ${response_body.slice(0, 500)}`);
  return outcome === 'verified';
}

/** `hubcraft trigger EVENT`: 0 when the webhook took it, or said yes. */
export function run(args: string[]): Promise<number> {
  return answering(async () => {
    if (args.includes('--help')) return console.log(USAGE), 0;
    const { options, rest } = readArguments(args, ['webhook', 'player']);
    const [type] = rest;
    if (!type || rest.length > 1) return console.error(USAGE), 2;
    const isQuestion = type === 'player.verify';
    if (isQuestion !== (options.player !== undefined)) throw new StudioRefusal(isQuestion ? 'player.verify asks about a player: name one with --player.' : '--player belongs to player.verify only.', null);
    const api = StudioAccess.fromEnvironment();
    const webhook = options.webhook ?? (await takerOf(api, type));
    if (isQuestion) return (await ask(api, webhook, options.player!)) ? 0 : 1;
    const sent = await api.ask<{ event_id: string; delivery_id: string }>('POST', `/webhooks/${webhook}/test`, { event_type: type });
    console.log(`${type} ${sent.event_id} to ${webhook}`);
    return (await watchDelivery(api, sent.delivery_id, 0)) ? 0 : 1;
  });
}
