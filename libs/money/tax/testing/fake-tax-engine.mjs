// An outside tax engine as a process of its own, with books of its own: it takes the protocol of docs/guides/tax-engine.md, checks signature and figures, and answers a repeated key as the first time.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const PROTOCOL = 'hubcraft-tax/1';
const secret = Buffer.from(process.argv[2].replace(/^whsec_/, ''), 'base64');
/** By region: what is taxed, in thousandths of a percent. */
const RATES = {
  'US-NY': [['State tax', 4_000, 'US-NY'], ['New York City', 4_875, 'US-NY:New York City']],
  'US-TX': [['State tax', 6_250, 'US-TX']],
  'US-CA': [],
  'US-FL': [['State tax', 6_000, 'US-FL']],
};

/** transaction id → {commit, reversals, isVoided} */
const transactions = new Map();
/** key → {asked, answer} */
const kept = new Map();
const received = [];
let mode = 'ok';
/** Members that the next quotes are answered with in place of what was computed. */
let lie = null;

const percent = (rate) => String(rate / 1_000);
const half = (amount, rate) => Math.floor((amount * rate) / 100_000 + 0.5);
const sum = (values) => values.reduce((total, value) => total + value, 0);
const refused = (code) => ({ status: 422, told: { outcome: 'refused', code } });
const answered = (told) => ({ status: 200, told: { outcome: 'answered', ...told } });

function isSigned(headers, body) {
  const [id, at, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headers[name] ?? '');
  const wanted = Buffer.from(`v1,${createHmac('sha256', secret).update(`${id}.${at}.`).update(body).digest('base64')}`);
  return signatures.split(' ').some((each) => each.length === wanted.length && timingSafeEqual(Buffer.from(each), wanted));
}

function quote({ currency, place, lines, customer }) {
  const parts = RATES[place.region];
  if (!parts) return refused('address_unknown');
  const taxed = customer.type === 'business' ? [] : parts;
  const taxes = lines.map(({ amount }) => taxed.map(([, rate]) => half(amount, rate)));
  const net = sum(lines.map(({ amount }) => amount));
  const tax = sum(taxes.flat());
  return answered({
    reference: `q-${kept.size + 1}`, treatment: taxed.length > 0 ? 'charge' : 'no_tax', currency, rate: taxed.length > 0 ? percent(sum(taxed.map(([, rate]) => rate))) : null, net, tax, total: net + tax,
    lines: lines.map(({ line_id, amount }, n) => ({ line_id, net: amount, tax: sum(taxes[n]), total: amount + sum(taxes[n]) })),
    components: taxed.map(([name, rate, jurisdiction], n) => ({ name, rate: percent(rate), jurisdiction, base: net, tax: sum(taxes.map((line) => line[n])) })),
    ...lie,
  });
}

const addsUp = ({ net, tax, total, components }) => net + tax === total && sum(components.map((each) => each.tax)) === tax;

function commit(told) {
  const known = transactions.get(told.transaction_id);
  if (known?.isVoided) return refused('voided');
  if (!addsUp(told)) return refused('sums');
  transactions.set(told.transaction_id, { commit: told, reversals: [], isVoided: false });
  return answered({ reference: `t-${transactions.size}` });
}

function reverse(told) {
  const known = transactions.get(told.transaction_id);
  if (!known || known.isVoided) return refused('transaction_unknown');
  if (!addsUp(told)) return refused('sums');
  known.reversals.push(told);
  const gone = known.commit.components.map((_, n) => sum(known.reversals.map((each) => each.components[n]?.tax ?? 0)));
  const isAll = sum(known.reversals.map((each) => each.total)) === known.commit.total && known.commit.components.every((each, n) => each.tax === gone[n]);
  if (told.is_last !== isAll) return refused('remainder');
  return answered({ reference: `r-${known.reversals.length}` });
}

function forget({ transaction_id }) {
  transactions.set(transaction_id, { ...transactions.get(transaction_id), isVoided: true });
  return answered({ reference: 'v-1' });
}

const OPERATIONS = { quote, commit, reverse, void: forget };

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
    const raw = Buffer.concat(chunks);
    const told = JSON.parse(raw.toString('utf8'));
    received.push(told);
    const tell = (status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (!isSigned(request.headers, raw) || told.protocol !== PROTOCOL || request.headers['webhook-id'] !== told.idempotency_key) return tell(401, { error: 'signature' });
    if (mode === 'down') return tell(503, { error: 'away' });
    if (mode === 'hang') return undefined;
    const key = told.idempotency_key;
    const before = kept.get(key);
    const { idempotency_key: _, ...rest } = told;
    const asked = JSON.stringify(rest);
    if (before && before.asked !== asked) return tell(409, { error: 'key_reused' });
    const answer = mode === 'refuse' ? refused('not_here') : (before?.answer ?? OPERATIONS[told.operation](told));
    // What was refused may be asked again.
    if (answer.status === 200 && !lie) kept.set(key, { asked, answer });
    if (mode === 'cut') return response.socket.destroy();
    return tell(answer.status, { protocol: PROTOCOL, idempotency_key: key, ...answer.told });
  });
});

process.on('message', ({ id, set, of }) => {
  if (set) ({ mode = 'ok', lie = null } = set);
  if (set?.forgets) received.length = 0;
  process.send({ id, received, transaction: of ? (transactions.get(of) ?? null) : null });
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
