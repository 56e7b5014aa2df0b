import { escapeHtml } from '../html.js';
import { findPlayer } from './players.js';
import type { LoggedEvent, World } from './world.js';

const SHOWN_EVENTS = 200;

const STYLE = `
*{box-sizing:border-box}
body{margin:0;font:1rem/1.5 system-ui,sans-serif;background:#0f1524;color:#e8ecf5}
header,main{max-width:72rem;margin:0 auto;padding:1rem}
header{display:flex;flex-wrap:wrap;gap:1rem;align-items:baseline;justify-content:space-between}
h1{font-size:1.5rem;margin:0}h2{font-size:1.125rem;margin:1.5rem 0 .5rem}
.players{display:grid;gap:.75rem;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));list-style:none;padding:0;margin:0}
.players li{background:#1a2338;border-radius:.75rem;padding:1rem}
.players h3{margin:0;font-size:1rem}.id{color:#aab6cc;font-size:.875rem}
.players ul{list-style:none;padding:0;margin:.5rem 0 0}.players ul li{padding:.125rem 0;display:flex;justify-content:space-between;gap:1rem;background:none;border-radius:0}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.875rem}
th,td{text-align:start;padding:.375rem .5rem;border-bottom:1px solid #2b3650;vertical-align:top}
td.words{overflow-wrap:anywhere;min-width:10rem}
.yes{color:#7ee2a0}.no{color:#ffb4ab;font-weight:600}
.empty{color:#aab6cc}
label{display:inline-flex;gap:.5rem;align-items:center;min-height:2.75rem}
`;

/** Replaces what changed every two seconds, as long as the box is ticked. */
const SCRIPT = `
const live = document.getElementById('live');
setInterval(async () => {
  if (!live.checked || document.hidden) return;
  try {
    const page = new DOMParser().parseFromString(await (await fetch('/')).text(), 'text/html').getElementById('world');
    const world = document.getElementById('world');
    if (page && page.innerHTML !== world.innerHTML) world.replaceWith(page);
  } catch { /* the server is away; the next round asks again */ }
}, 2000);
`;

/** The demo game's log: who owns what, and the last 200 events. */
export function gamePage(world: World, nonce: string): string {
  const { received, verified, rejected, duplicates, grants } = world.counts;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Demo game server</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<header><h1>Demo game server</h1><label><input type="checkbox" id="live" checked> Follow live</label></header>
<main id="world">
<p>${received} received, ${verified} verified, ${rejected} rejected, ${duplicates} duplicates, ${grants} grants</p>
<h2>Players</h2>
${playerList(world)}
<h2>Last events</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Last events"><table>
<thead><tr><th scope="col">Time (UTC)</th><th scope="col">Event</th><th scope="col">Signature</th><th scope="col">Result</th><th scope="col">Answer</th><th scope="col">Again</th><th scope="col">Order</th><th scope="col">Event id</th></tr></thead>
<tbody>${world.events.slice(-SHOWN_EVENTS).reverse().map(eventRow).join('\n')}</tbody>
</table></div>
</main>
<script nonce="${nonce}">${SCRIPT}</script>
</body>
</html>
`;
}

function playerList(world: World): string {
  if (world.inventories.size === 0) return '<p class="empty">Nobody owns anything yet.</p>';
  const players = [...world.inventories.keys()].slice(-SHOWN_EVENTS).reverse();
  return `<ul class="players">${players.map((id) => playerCard(world, id)).join('\n')}</ul>`;
}

function playerCard(world: World, id: string): string {
  const player = findPlayer(id);
  const name = 'name' in player ? player.name : 'Unknown player';
  const items = world.inventory(id).map(({ sku, quantity }) => `<li><span>${escapeHtml(sku)}</span> <b>${quantity}</b></li>`);
  return `<li><h3>${escapeHtml(name)}</h3><div class="id">${escapeHtml(id)}</div><ul>${items.join('') || '<li class="empty">nothing</li>'}</ul></li>`;
}

function eventRow(event: LoggedEvent): string {
  const time = new Date(event.received_at * 1000).toISOString().slice(0, 19).replace('T', ' ');
  const signature = event.verified ? '<td class="yes">verified</td>' : '<td class="no">rejected</td>';
  const cell = (text: string | null): string => `<td class="words">${escapeHtml(text ?? '–')}</td>`;
  return `<tr><td>${time}</td>${cell(event.event_type)}${signature}${cell(event.result)}<td>${event.status}</td><td>${event.duplicates}</td>${cell(event.order_id)}${cell(event.event_id)}</tr>`;
}
