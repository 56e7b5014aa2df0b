import ipaddr from 'ipaddr.js';
import { mailbox, type Mailbox } from './mailbox.js';

/**
 * The typed configuration, read once at boot. Every setting is listed in SETTINGS, from which `docs/reference/configuration.md` is made.
 */
export interface Setting {
  name: string;
  what: string;
  fallback?: string;
  /** What is wanted, as the end of a sentence, where the value given is something else. */
  fault?: (text: string) => string | undefined;
}

const otherThan = (is: (text: string) => boolean, wanted: string) => (text: string): string | undefined => (is(text) ? undefined : wanted);
const address = (schemes: readonly string[], wanted: string) => otherThan((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)) && new URL(text).hostname !== '', wanted);
const integer = (min: number, max: number) => otherThan((text) => /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max, `an integer from ${min} to ${max} is wanted`);
const oneOf = (...words: string[]) => otherThan((text) => words.includes(text), `one of ${words.join(', ')} is wanted`);
const isNetwork = (text: string): boolean => ipaddr.isValid(text) || ipaddr.isValidCIDR(text);

/** A range in its one writing, `203.0.113.7/32` for a single address; undefined for what is none, has bits beyond its prefix or holds every address. */
function rangeOf(text: string): string | undefined {
  const cidr = ipaddr.isValid(text) ? `${text}/${ipaddr.parse(text).kind() === 'ipv4' ? 32 : 128}` : text;
  if (!ipaddr.isValidCIDR(cidr)) return undefined;
  const [address, prefix] = ipaddr.parseCIDR(cidr);
  const network = address.kind() === 'ipv4' ? ipaddr.IPv4.networkAddressFromCIDR(cidr) : ipaddr.IPv6.networkAddressFromCIDR(cidr);
  return prefix > 0 && network.toString() === address.toString() ? `${address.toString()}/${prefix}` : undefined;
}
const listOf = (text: string): string[] => (text === '' ? [] : text.split(',').map((each) => each.trim()));

const port = integer(0, 65_535);
const web = address(['http', 'https'], 'an address as https://store.example is wanted');
const database = address(['postgres', 'postgresql'], 'postgres://user:password@host:port/database is wanted');

const methodsOf = (...known: string[]) => otherThan((text) => listOf(text).every((each) => known.includes(each)), `a comma list of ${known.join(', ')} is wanted`);

/** What stands before the words may say more: `EC PRIVATE KEY`. */
const pem = (what: string) => otherThan((text) => new RegExp(`^\\s*-----BEGIN [A-Z ]*${what}-----[A-Za-z0-9+/=\\s]+-----END [A-Z ]*${what}-----\\s*$`).test(text), `one ${what} as PEM is wanted`);

/** In the order in which they were built. */
const PAYMENT_PROVIDERS: readonly string[] = ['sandbox', 'stripe', 'checkout_com', 'adyen', 'paypal'];

export const SETTINGS: readonly Setting[] = [
  { name: 'NODE_ENV', what: '`production` refuses demo keys, a missing MASTER_KEY and the sandbox PSP in a live environment.', fallback: 'development', fault: oneOf('development', 'test', 'production') },
  { name: 'HOST', what: 'Address that the API listens on.', fallback: '127.0.0.1', fault: otherThan((text) => ipaddr.isValid(text) || /^[\w.-]+$/.test(text), 'an address of this machine is wanted') },
  { name: 'PORT', what: 'Port of the API process.', fallback: '4400', fault: port },
  { name: 'WORKER_PORT', what: 'Port of the worker process (health only).', fallback: '4401', fault: port },
  { name: 'METRICS_HOST', what: 'Address on which api and worker answer `GET /metrics` (Prometheus). Whoever reaches it reads every figure: never a public one.', fallback: '127.0.0.1', fault: otherThan((text) => ipaddr.isValid(text) || /^[\w.-]+$/.test(text), 'an address of this machine is wanted') },
  { name: 'METRICS_PORT', what: 'Port of the figures of the API process; 0 takes any that is free.', fallback: '4406', fault: port },
  { name: 'WORKER_METRICS_PORT', what: 'Port of the figures of the worker process; 0 takes any that is free.', fallback: '4407', fault: port },
  { name: 'PUBLIC_URL', what: 'Address under which players and game servers reach the API process.', fallback: 'http://127.0.0.1:4400', fault: web },
  { name: 'DATABASE_URL', what: 'PostgreSQL 15 or newer, as the role `hubcraft_app` (no superuser, no BYPASSRLS).', fault: database },
  { name: 'DATABASE_OWNER_URL', what: 'The same database as its owner: used by `hubcraft migrate` and `seed` only.', fault: database },
  { name: 'DATABASE_POOL', what: 'Connections of one process.', fallback: '16', fault: integer(1, 500) },
  { name: 'REDIS_URL', what: 'Redis 7 or Valkey for doorbell, limits and live signals. Without it all three run on PostgreSQL (one node).', fault: address(['redis', 'rediss'], 'redis://host:port is wanted') },
  { name: 'MASTER_KEY', what: '32 random bytes, base64: seals the secrets that are stored.', fault: otherThan((text) => Buffer.from(text, 'base64').length === 32, '32 bytes in base64 are wanted') },
  { name: 'MASTER_KEYS_READ', what: 'Comma list of further master keys, at most 8: each opens what is sealed under it, and nothing is sealed under it any more, or yet. Needed while the master key is changed ([how](../runbooks/master-key.md)).', fallback: '', fault: otherThan((text) => listOf(text).length <= 8 && listOf(text).every((each) => Buffer.from(each, 'base64').length === 32), 'a comma list of at most 8 keys of 32 bytes in base64 is wanted') },
  { name: 'TRUSTED_PROXIES', what: 'Comma list of addresses or CIDR ranges whose X-Forwarded-For is believed.', fallback: '', fault: otherThan((text) => text.split(',').every((each) => isNetwork(each.trim())), 'a comma list of addresses or CIDR ranges is wanted') },
  { name: 'COUNTRY_HEADER', what: 'Header in which a proxy of TRUSTED_PROXIES tells the country of an address (`CF-IPCountry`): evidence of where a buyer is. Without it, and from everybody else, the geo database says it.', fault: otherThan((text) => /^[A-Za-z0-9-]{1,60}$/.test(text), 'the name of a header is wanted') },
  { name: 'WEBHOOK_SOURCE_ADDRESSES', what: 'Comma list of the addresses or CIDR ranges, at most 50, from which webhooks leave (of the NAT or proxy in front of the workers and the API): answered by `GET /v1/webhooks/source_addresses`, so that studios can open their firewalls. Nothing is sent by it.', fallback: '', fault: otherThan((text) => listOf(text).length <= 50 && listOf(text).every((each) => rangeOf(each) !== undefined), 'a comma list of addresses or CIDR ranges, without bits beyond their prefixes, is wanted') },
  { name: 'SHED_IN_FLIGHT', what: 'Requests in flight in one API process from which on lists and reports are refused with 503; other calls of studios at 1.5 times, browsing at twice, ordering and paying at four times as many ([overload](../guides/operations.md#overload)).', fallback: '200', fault: integer(10, 100_000) },
  { name: 'SHED_POOL_WAITING', what: 'The same for transactions that wait for a connection of the pool.', fallback: '100', fault: integer(10, 100_000) },
  { name: 'SHED_EVENT_LOOP_MS', what: 'The same for the average delay of the event loop in milliseconds, while at least 32 requests are in flight.', fallback: '500', fault: integer(50, 60_000) },
  { name: 'SMTP_URL', what: 'Mail server for receipts, refund mails and mails to members of studios, e.g. `smtp://127.0.0.1:2525`.', fault: address(['smtp', 'smtps'], 'smtp://host:port is wanted') },
  { name: 'MAIL_FROM', what: 'Sender of the mails, `Name <address>`: the name is the operator, who sells.', fallback: 'Hubcraft Store <store@hubcraft.invalid>' },
  { name: 'MAIL_RETURN_PATH', what: 'Address that mail servers send their reports about mails to, e.g. `bounces@mail.store.example`: each mail goes out with one of its own (`bounces+…@…`), by which a report about it is known. The mail server there passes them on to `POST /ingress/mail`. Without it reports go to MAIL_FROM, and are known by the mail that comes back in them.', fault: otherThan((text) => /^[\w.-]{1,10}@[\w-]+(\.[\w-]+)+$/.test(text), 'an address with at most 10 letters before the @ is wanted') },
  { name: 'MAIL_INGRESS_SECRET', what: 'What the mail server shows at `POST /ingress/mail` (`Authorization: Bearer …`); a comma list of two while it is changed. Without it nothing is taken there ([how](../../libs/reach/notifications/README.md#what-comes-back)).', fault: otherThan((text) => listOf(text).length <= 2 && listOf(text).every((each) => /^[\x21-\x7e]{32,}$/.test(each)), 'one secret of at least 32 characters, or two with a comma between them, are wanted') },
  { name: 'OIDC_LOCAL_ISSUERS', what: 'Comma list of OpenID issuers, at most 20, on this machine or in a private network, exactly as they write themselves: studios may let their members sign in by them, and only these may be http. All others have to be on the internet.', fallback: '', fault: otherThan((text) => listOf(text).length <= 20 && listOf(text).every((each) => /^https?:$/.test(URL.canParse(each) ? new URL(each).protocol : '')), 'a comma list of at most 20 http or https addresses is wanted') },
  { name: 'TERMS_URL', what: "The operator's terms of sale: linked from every checkout where the operator sells.", fault: web },
  { name: 'PRIVACY_URL', what: "The operator's privacy notice: linked from every checkout.", fault: web },
  { name: 'PAYMENT_PROVIDERS', what: 'Comma list of the payment providers that take new attempts, the best first, of `sandbox`, `stripe`, `checkout_com`, `adyen`, `paypal`: each attempt goes to the first that is set up, offers its method, may charge the game and can charge the currency ([providers](../../libs/sales/payments/README.md#providers)). What was begun elsewhere stays there.', fallback: 'sandbox', fault: otherThan((text) => listOf(text).every((each) => PAYMENT_PROVIDERS.includes(each)), `a comma list of ${PAYMENT_PROVIDERS.join(', ')} is wanted`) },
  { name: 'STUDIO_ACCOUNTS', what: '`yes`: a studio may sell by its own account at a payment provider, country by country, as the seller of record ([how](../guides/merchant-of-record.md#studios-that-sell-themselves)). Switch it on when every process is of a build that knows of it.', fallback: 'no', fault: oneOf('no', 'yes') },
  { name: 'STRIPE_SECRET_KEY', what: 'Secret or restricted key of the operator at Stripe. A key of its test mode (`sk_test_…`) charges sandbox games only in production, one of its live mode (`sk_live_…`) live games only.', fault: otherThan((text) => /^(sk|rk)_(test|live)_\w+$/.test(text), 'a key as sk_live_… is wanted') },
  { name: 'STRIPE_PUBLISHABLE_KEY', what: 'The key of the same mode that the card fields are drawn with.', fault: otherThan((text) => /^pk_(test|live)_\w+$/.test(text), 'a key as pk_live_… is wanted') },
  { name: 'STRIPE_WEBHOOK_SECRET', what: 'Secret by which Stripe signs what it sends to `POST /ingress/stripe`; a comma list of two while it is changed.', fault: otherThan((text) => listOf(text).length <= 2 && listOf(text).every((each) => each.length >= 16), 'one secret as whsec_…, or two with a comma between them, are wanted') },
  { name: 'STRIPE_PAYMENT_METHODS', what: 'Comma list of the payment methods that the account at Stripe has switched on and new attempts may use, of `card`, `apple_pay`, `google_pay`, `ideal`, `twint`, `swish`, `mobile_pay`, `cashapp`, `kakao_pay`, `alipay_cn`, `wechat_pay`, `grabpay`, `bancontact`, `blik`, `przelewy24`, `eps`, `pix`, `boleto`, `oxxo` ([methods](../../libs/sales/payments/README.md#methods)).', fallback: 'card', fault: methodsOf('card', 'apple_pay', 'google_pay', 'ideal', 'twint', 'swish', 'mobile_pay', 'cashapp', 'kakao_pay', 'alipay_cn', 'wechat_pay', 'grabpay', 'bancontact', 'blik', 'przelewy24', 'eps', 'pix', 'boleto', 'oxxo') },
  { name: 'STRIPE_API_URL', what: 'Where the API of Stripe is; another only in tests.', fallback: 'https://api.stripe.com', fault: web },
  { name: 'CHECKOUT_COM_API_URL', what: "Where the operator's API of Checkout.com is: `https://{prefix}.api.checkout.com`, its sandbox `https://{prefix}.api.sandbox.checkout.com`.", fault: web },
  { name: 'CHECKOUT_COM_SECRET_KEY', what: 'Secret key at Checkout.com: `sk_sbox_…` is its sandbox and charges sandbox games only in production, any other charges live games only.', fault: otherThan((text) => /^sk_\w+$/.test(text), 'a key as sk_… is wanted') },
  { name: 'CHECKOUT_COM_PUBLIC_KEY', what: 'The public key that the card fields are drawn with.', fault: otherThan((text) => /^pk_\w+$/.test(text), 'a key as pk_… is wanted') },
  { name: 'CHECKOUT_COM_PROCESSING_CHANNEL_ID', what: 'The channel that payments run in.', fault: otherThan((text) => /^pc_\w{26}$/.test(text), 'an id as pc_… is wanted') },
  { name: 'CHECKOUT_COM_WEBHOOK_SECRET', what: 'The signature key of the workflow that sends to `POST /ingress/checkout_com`; a comma list of two while it is changed.', fault: otherThan((text) => listOf(text).length <= 2 && listOf(text).every((each) => each.length >= 16), 'one key of at least 16 characters, or two with a comma between them, are wanted') },
  { name: 'CHECKOUT_COM_PAYMENT_METHODS', what: 'Comma list of the payment methods that the account at Checkout.com has switched on and new attempts may use, of `card`, `apple_pay`, `google_pay`, `ideal` ([methods](../../libs/sales/payments/README.md#methods)).', fallback: 'card', fault: methodsOf('card', 'apple_pay', 'google_pay', 'ideal') },
  { name: 'ADYEN_API_URL', what: "Where the operator's Checkout API of Adyen is, without its version: `https://{prefix}-checkout-live.adyenpayments.com/checkout`, its test `https://checkout-test.adyen.com`.", fault: web },
  { name: 'ADYEN_API_KEY', what: 'API key of a credential with the role for checkout and for modifications.' },
  { name: 'ADYEN_MERCHANT_ACCOUNT', what: 'The merchant account that payments are taken for.', fault: otherThan((text) => /^[\w.-]{1,80}$/.test(text), 'the name of an account is wanted') },
  { name: 'ADYEN_CLIENT_KEY', what: 'The key that the card fields are drawn with: `test_…` is the test environment and charges sandbox games only in production, `live_…` charges live games only.', fault: otherThan((text) => /^(test|live)_\w+$/.test(text), 'a key as live_… is wanted') },
  { name: 'ADYEN_HMAC_KEY', what: 'HMAC key, in hex, of the standard webhook that sends to `POST /ingress/adyen`; a comma list while it is changed: of an older key is what came under it, for as long as its payments are looked up.', fault: otherThan((text) => listOf(text).length <= 4 && listOf(text).every((each) => /^[0-9A-Fa-f]{64}$/.test(each)), 'one key of 64 hexadecimal digits, or up to four with commas between them, are wanted') },
  { name: 'ADYEN_PAYMENT_METHODS', what: 'Comma list of the payment methods that the account at Adyen has switched on and new attempts may use, of `card`, `apple_pay`, `google_pay`, `ideal`, `blik`, `mb_way` ([methods](../../libs/sales/payments/README.md#methods)).', fallback: 'card', fault: methodsOf('card', 'apple_pay', 'google_pay', 'ideal', 'blik', 'mb_way') },
  { name: 'PAYPAL_API_URL', what: 'Where the API of PayPal is: `https://api-m.paypal.com` charges live games only in production, its sandbox `https://api-m.sandbox.paypal.com` sandbox games only. Certificates of its webhooks are believed from there alone.', fault: otherThan((text) => /^https:\/\/api-m\.(sandbox\.)?paypal\.com\/?$|^http:\/\/127\.0\.0\.1:\d+$/.test(text), '`https://api-m.paypal.com` or its sandbox is wanted') },
  { name: 'PAYPAL_CLIENT_ID', what: 'Client id of the app of the operator at PayPal.', fault: otherThan((text) => /^[\w-]{1,120}$/.test(text), 'the client id of an app is wanted') },
  { name: 'PAYPAL_CLIENT_SECRET', what: 'Its secret.' },
  { name: 'PAYPAL_WEBHOOK_ID', what: 'Id of the webhook that sends to `POST /ingress/paypal`: what it signs covers that id; a comma list of two while it is changed.', fault: otherThan((text) => listOf(text).length <= 2 && listOf(text).every((each) => /^[A-Za-z0-9]{1,50}$/.test(each)), 'one id of a webhook, or two with a comma, is wanted') },
  { name: 'PAYPAL_WEBHOOK_CA', what: 'Certificates, as PEM, to which that of a webhook of PayPal may lead, beside the roots that Node comes with. Needed when PayPal does not hand out the certificates between; else in tests.', fault: otherThan((text) => /^\s*(-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*){1,5}$/.test(text), 'at most five certificates as PEM are wanted') },
  { name: 'WALLET_COUNTRY', what: 'ISO 3166-1 code of the country in which the operator takes payments, as the sheets of Apple Pay and Google Pay are told. Without it neither is offered ([wallets](../guides/wallets.md)).', fault: otherThan((text) => /^[A-Z]{2}$/.test(text), 'a code as IE is wanted') },
  { name: 'APPLE_PAY_MERCHANT_ID', what: "The operator's merchant id at Apple (`merchant.com.example`), whose payment processing certificate belongs to the one provider that has `apple_pay` switched on.", fault: otherThan((text) => /^[\w.-]{1,200}$/.test(text), 'an id as merchant.com.example is wanted') },
  { name: 'APPLE_PAY_MERCHANT_CERTIFICATE', what: "The merchant identity certificate, as PEM: by it Apple knows who asks for a sheet. Not needed with `ADYEN_APPLE_PAY_MERCHANT_ID`.", fault: pem('CERTIFICATE') },
  { name: 'APPLE_PAY_MERCHANT_KEY', what: 'Its private key, as PEM.', fault: pem('PRIVATE KEY') },
  { name: 'APPLE_PAY_DOMAIN_ASSOCIATION', what: 'What Apple, or the provider, gives out as `apple-developer-merchantid-domain-association`: served under `/.well-known/`. Without it Apple Pay is not offered.', fault: otherThan((text) => /^[\w+/=\s-]{1,20000}$/.test(text), 'the content of the file is wanted') },
  { name: 'ADYEN_APPLE_PAY_MERCHANT_ID', what: "The merchant id of Adyen's own certificate for Apple Pay (`configuration.merchantId` of `/paymentMethods`): then Adyen vouches for the page to Apple.", fault: otherThan((text) => /^[\w.-]{1,200}$/.test(text), 'a merchant id is wanted') },
  { name: 'GOOGLE_PAY_MERCHANT_ID', what: "The operator's merchant id of Google's Pay and Wallet console. Without it Google Pay is offered in Google's test environment alone.", fault: otherThan((text) => /^\w{1,40}$/.test(text), 'an id as BCR2DN… is wanted') },
  { name: 'DISPUTE_EVIDENCE_HOURS', what: "Hours before the bank's time is over at which a dispute is answered by itself, with whatever the records hold then, unless staff have answered before.", fallback: '48', fault: integer(1, 240) },
  { name: 'RISK_SCREENS_SANDBOX', what: '`yes`: what is taken for somebody who tries cards is stopped in sandbox environments too ([risk](../../libs/sales/risk/README.md)). Whoever builds a shop tries the same declined cards all day.', fallback: 'no', fault: oneOf('no', 'yes') },
  { name: 'FRAUD_WARNING_REFUND_USD_CENTS', what: 'A charge of at most so many US cents goes back by itself when its issuer reports it as fraud, in games that have said nothing about it (`PUT /v1/fraud_warning_rule`); 0: none does.', fallback: '0', fault: integer(0, 100_000_000) },
  { name: 'SANDBOX_PSP_URL', what: 'The sandbox payment provider.', fault: web },
  { name: 'SANDBOX_PSP_API_KEY', what: 'Our key at the sandbox payment provider.' },
  { name: 'SANDBOX_PSP_WEBHOOK_SECRET', what: 'Secret by which the sandbox payment provider signs its notifications.' },
  { name: 'GEO_DATABASE', what: 'An MMDB file with countries by address; the one from npm is used otherwise.' },
  { name: 'SANCTIONS_LIST_FILE', what: 'A CSV file on which the names of studios are looked up (id and name first, no heading: the form of OFAC\'s `sdn.csv`), read again when it changes. Without it nobody is looked up, and an approval says who did it elsewhere.' },
  { name: 'VIES_URL', what: "The EU's register of VAT numbers, `https://ec.europa.eu/taxation_customs/vies/rest-api`. Without it the numbers of businesses are judged by their form alone.", fault: web },
  { name: 'VIES_REQUESTER', what: "The operator's own EU VAT number with its letters, e.g. `NL004495445B01`: the register then gives a consultation number for the record.", fault: otherThan((text) => /^[A-Z]{2}[A-Z0-9+*]{2,13}$/.test(text), 'a VAT number with the letters of its state is wanted') },
  { name: 'TAX_ID_UNCHECKED', what: 'Of a business whose number has the right form while the register has not said whether it exists: `charge` has it pay the tax, `trust_form` leaves the tax to it.', fallback: 'charge', fault: oneOf('charge', 'trust_form') },
  { name: 'TAX_ENGINE_URL', what: 'Where the outside tax engine, or the bridge to one, takes quotes, sales and reversals (docs/guides/tax-engine.md). It is used where two of the staff have said so, and nowhere else.', fault: web },
  { name: 'TAX_ENGINE_SECRET', what: 'What requests to it are signed with: `whsec_` and the base64 of 24 to 64 random bytes.', fault: otherThan((text) => /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/.test(text), '`whsec_` and the base64 of 24 to 64 bytes is wanted') },
  { name: 'FX_RATES_URL', what: 'Where the worker reads rates of exchange every hour until the day has its own, CSV in the form of the ECB: `https://data-api.ecb.europa.eu/service/data/EXR/D..EUR.SP00.A?format=csvdata&lastNObservations=1`. Without it staff record them (`POST /operator/v1/fx_rates`).', fault: web },
  { name: 'FX_RATES_SOURCE', what: 'Who prints those rates, as it stands beside each amount that was converted by them.', fallback: 'European Central Bank, euro foreign exchange reference rates', fault: otherThan((text) => text.length >= 3 && text.length <= 200, '3 to 200 characters are wanted') },
  { name: 'SENTRY_DSN', what: 'Where bugs (never domain errors) are reported.', fault: web },
  { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', what: 'The OpenTelemetry collector that traces are sent to, e.g. `http://127.0.0.1:4318`; `/v1/traces` is added. Without it there are none ([traces](../guides/operations.md#traces)).', fault: web },
  { name: 'OTEL_EXPORTER_OTLP_HEADERS', what: 'Headers for the collector, `name=value` with a comma between two, values percent-encoded: its key.', fallback: '' },
  { name: 'OTEL_EXPORTER_OTLP_PROTOCOL', what: 'What the collector reads.', fallback: 'http/protobuf', fault: oneOf('http/protobuf', 'http/json') },
  { name: 'OTEL_EXPORTER_OTLP_TIMEOUT', what: 'Milliseconds that one export may take; what is not taken by then is dropped.', fallback: '10000', fault: integer(100, 60_000) },
  { name: 'OTEL_SERVICE_NAME', what: '`service.name` of the traces; `hubcraft-api` and `hubcraft-worker` otherwise.' },
  { name: 'OTEL_TRACES_SAMPLER', what: 'Which traces are kept. `parentbased_traceidratio` keeps a share of them whole. A `traceparent` that a caller sends decides nothing.', fallback: 'parentbased_always_on', fault: oneOf('always_on', 'always_off', 'traceidratio', 'parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio') },
  { name: 'OTEL_TRACES_SAMPLER_ARG', what: 'The share, from 0 to 1, for the samplers that take one.', fallback: '1', fault: otherThan((text) => /^(0(\.\d+)?|1(\.0+)?)$/.test(text), 'a number from 0 to 1 is wanted') },
  { name: 'LOG_LEVEL', what: 'pino level.', fallback: 'info', fault: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent') },
  { name: 'HUBCRAFT_STATE_DIR', what: 'Folder for state of the demo (`.hubcraft`).', fallback: '.hubcraft' },
];

export class ConfigError extends Error {}

export class Config {
  constructor(private readonly env: Readonly<Record<string, string | undefined>>) {}

  /** Throws ConfigError with one sentence where a setting is something else than what it has to be. */
  static fromEnvironment(): Config {
    const config = new Config(process.env);
    config.check();
    return config;
  }

  check(): void {
    for (const { name, fault } of SETTINGS) {
      const value = this.env[name];
      const wanted = value ? fault?.(value) : undefined;
      // Secrets and passwords are not repeated: a sentence like this one ends up in logs.
      if (wanted) throw new ConfigError(`${name}${/URL|KEY|SECRET|DSN|HEADERS|ENDPOINT|CERTIFICATE/.test(name) ? '' : `=${value}`}: ${wanted}.`);
    }
    if (this.env['MASTER_KEY']) void this.masterKeys;
  }

  optional(name: string): string | undefined {
    const known = SETTINGS.find((setting) => setting.name === name);
    if (!known) throw new ConfigError(`${name} is not a setting of Hubcraft`);
    const value = this.env[name];
    return value === undefined || value === '' ? known.fallback : value;
  }

  required(name: string): string {
    const value = this.optional(name);
    if (value === undefined) throw new ConfigError(`${name} is not set: ${SETTINGS.find((s) => s.name === name)!.what}`);
    return value;
  }

  integer(name: string, min: number, max: number): number {
    const text = this.required(name);
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max) throw new ConfigError(`${name}=${text} must be an integer from ${min} to ${max}`);
    return value;
  }

  /** A comma list; empty where nothing is set. */
  list(name: string): string[] {
    return listOf(this.optional(name) ?? '');
  }

  get isProduction(): boolean {
    return this.optional('NODE_ENV') === 'production';
  }
  get publicUrl(): string {
    return this.required('PUBLIC_URL').replace(/\/+$/, '');
  }
  /** As CIDR ranges. */
  get webhookSourceAddresses(): string[] {
    return this.list('WEBHOOK_SOURCE_ADDRESSES').flatMap((each) => rangeOf(each) ?? []);
  }
  /** Names, the best first. */
  get paymentProviders(): string[] {
    return [...new Set(this.list('PAYMENT_PROVIDERS'))];
  }
  get localIssuers(): string[] {
    return this.list('OIDC_LOCAL_ISSUERS');
  }
  get databaseUrl(): string {
    return this.required('DATABASE_URL');
  }
  get redisUrl(): string | undefined {
    return this.optional('REDIS_URL');
  }
  /** Who sells and writes the mails: the operator. */
  get sender(): Mailbox {
    return mailbox(this.required('MAIL_FROM'));
  }
  get masterKey(): Buffer {
    const text = this.optional('MASTER_KEY');
    if (!text) throw new ConfigError('MASTER_KEY is not set: 32 random bytes, base64');
    const key = Buffer.from(text, 'base64');
    if (key.length !== 32) throw new ConfigError('MASTER_KEY must be 32 bytes in base64');
    return key;
  }
  /** The one that seals, and those that only open. */
  get masterKeys(): { current: Buffer; others: Buffer[] } {
    const current = this.masterKey;
    const others = this.list('MASTER_KEYS_READ').map((text) => Buffer.from(text, 'base64'));
    if (others.some((key) => key.length !== 32)) throw new ConfigError('Each of MASTER_KEYS_READ must be 32 bytes in base64');
    if (others.some((key) => key.equals(current))) throw new ConfigError('MASTER_KEYS_READ names MASTER_KEY itself: the two have to be different keys');
    if (new Set(others.map((key) => key.toString('hex'))).size < others.length) throw new ConfigError('MASTER_KEYS_READ names one key twice');
    return { current, others };
  }
}
