// Game servers under one address, one path each, as a process of their own: what it costs to verify is not paid by whoever measures. It verifies every signature over the bytes that came, and keeps
// its own books. Times are of the monotonic clock, which all processes of one machine share.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const TOLERANCE_SECONDS = 300;
/** @type {Map<string, { secret: Buffer, status: number, taken: unknown[][], asked: number }>} */
const routes = new Map();
let wrong = 0;

const server = createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part)).on('end', () => answer(routes.get(request.url.slice(1)), request.headers, Buffer.concat(parts), response));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));

function answer(route, headers, body, response) {
  if (!route || !isGenuine(headers, body, route.secret)) {
    wrong++;
    return response.writeHead(401).end();
  }
  route.asked++;
  // Silence: whoever asks gives up.
  if (route.status === 0) return undefined;
  if (route.status < 300) {
    const event = JSON.parse(body.toString('utf8'));
    route.taken.push([event.event_id, event.aggregate_id, event.sequence, event.event_data.nth, Number(process.hrtime.bigint()) / 1e6]);
  }
  return response.writeHead(route.status, { 'content-type': 'application/json' }).end('{"status":"ok"}');
}

function isGenuine(headers, body, secret) {
  const [id, at, signatures] = [headers['webhook-id'], headers['webhook-timestamp'], headers['webhook-signature']].map(String);
  if (Math.abs(Date.now() / 1_000 - Number(at)) > TOLERANCE_SECONDS) return false;
  const wanted = createHmac('sha256', secret).update(`${id}.${at}.`).update(body).digest();
  return signatures.split(' ').some((each) => {
    const given = Buffer.from(each.replace(/^v1,/, ''), 'base64');
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}

process.on('message', ({ id, know, behave, from, counts }) => {
  if (know) routes.set(know.route, { secret: Buffer.from(know.secret.replace(/^whsec_/, ''), 'base64'), status: 200, taken: [], asked: 0 });
  if (behave) routes.get(behave.route).status = behave.status;
  if (from) process.send({ id, taken: routes.get(from.route).taken.slice(from.at, from.at + from.count) });
  else if (counts) process.send({ id, wrong, counts: [...routes].map(([route, { taken, asked }]) => ({ route, taken: taken.length, asked })) });
  else process.send({ id });
});
process.on('disconnect', () => process.exit());
