/** What becomes of a column when the player is erased. */
type Fate = 'deleted' | 'emptied' | 'renamed' | 'kept' | 'expires';

interface Held {
  what: string;
  fate: Fate;
  /** For what stays: why and how long. */
  why?: string;
}

const TAX = 'Art. 17(3)(b) GDPR: the place of the sale and how it was known have to be shown to tax offices for ten years (Directive 2006/112/EC Art. 369k, Implementing Regulation (EU) 282/2011 Art. 63c)';
const row = 'With the row';
const deleted = (what: string): Held => ({ what, fate: 'deleted' });
const emptied = (what: string): Held => ({ what, fate: 'emptied' });
const renamed: Held = { what: "The game's own player id", fate: 'renamed' };

/** Every column that holds, or may hold, something of a player. */
export const PERSONAL: Readonly<Record<string, Held>> = {
  'players.player.player_id': deleted("The game's own player id"), 'players.player.name': deleted('Name'), 'players.player.email': deleted('E-mail'), 'players.player.country': deleted('Country'), 'players.player.avatar_url': deleted('Picture'),
  'players.player.banned_reason': deleted('What the studio wrote of a ban'), 'players.player.attributes': deleted('What the game knows, device and advertising ids among it'), 'players.player.custom_attributes': deleted("The studio's own attributes"),
  'players.player.custom_attributes_from_deeplink': deleted('What came with the link that brought her'), 'players.player.segments': deleted('Groups that the game puts her into'), 'players.player.balances': deleted('What she owns in the game'),
  'players.player.marketing_consent': deleted('Consent'),
  'segments.member.player_id': deleted("The game's own player id"),
  'sign_in.hub_user.player_id': deleted("The game's own player id"), 'sign_in.hub_user.name': deleted('Name'), 'sign_in.hub_user.avatar_url': deleted('Picture'),
  'sign_in.session.player_id': deleted("The game's own player id"), 'sign_in.session.user_id': deleted('The user'),
  'sign_in.one_time_token.player_id': deleted("The game's own player id"), 'sign_in.one_time_token.user_id': deleted('The user'), 'sign_in.one_time_token.name': deleted('Name'), 'sign_in.one_time_token.avatar_url': deleted('Picture'),
  'sign_in.one_time_token.redirect_path': deleted('Where in the hub she was led'), 'sign_in.one_time_token.nonce': deleted(row),
  'game_servers.player_verification.player_id': deleted("The game's own player id"), 'game_servers.player_verification.answer': deleted('What the game has said of her'),
  'consents.gdpr_request.subject': emptied('Whom a request is about, sealed'), 'consents.gdpr_request.subject_key': emptied('A keyed hash of that'), 'consents.gdpr_request.players': emptied('Who was found for it, sealed'),
  'consents.gdpr_request.document': { what: 'An export, sealed', fate: 'emptied', why: 'Seven days after it was made at the latest' },
  'orders.order.player_id': renamed, 'orders.order.email': emptied('E-mail'), 'orders.order.postcode': emptied('Postcode; the tax rate that it led to stays with the tax'), 'orders.order.locale': emptied('Language'), 'orders.order.metadata': emptied("The studio's own texts"),
  'orders.order.player_info': emptied('What the game knew of her'), 'orders.order.redirect_settings': emptied("The studio's settings, addresses among them"), 'orders.order.ui_settings': emptied("The studio's settings"), 'orders.order.ip_address': emptied('Network address'),
  'orders.order.user_agent': emptied('Browser'), 'orders.order.return_url': emptied('Address of the game'), 'orders.order.back_to_game_url': emptied('Address of the game'), 'orders.order.back_to_store_url': emptied('Address of the store'),
  'orders.order.facts': { what: 'Reasons of refunds, in words of the studio; tax id, name and address of a business that buys', fate: 'emptied', why: 'Of what was paid the business stays: its invoice is kept by law (Directive 2006/112/EC, Art. 226 and 369k)' }, 'orders.order.sale': { what: 'The sale as it was announced', fate: 'emptied', why: 'Player id, language and, from earlier builds, e-mail; its figures stay' },
  'orders.order.country': { what: 'Where it was taxed', fate: 'kept', why: TAX }, 'orders.order.region': { what: 'Where it was taxed', fate: 'kept', why: TAX }, 'orders.order.country_source': { what: 'How the country was known', fate: 'kept', why: TAX },
  'orders.place_evidence.country': { what: 'Where she was by each piece of evidence', fate: 'kept', why: TAX },
  'orders.order.tax': { what: 'Amounts and rates', fate: 'kept', why: TAX }, 'orders.order.lines': { what: 'What was sold', fate: 'kept', why: TAX },
  'payments.payment.player_id': renamed, 'payments.payment.ip_address': emptied('Network address'), 'payments.payment.user_agent': emptied('Browser'), 'payments.payment.return_url': emptied('Where the provider led back to, sealed'), 'payments.payment.action_url': emptied("The provider's page"), 'payments.payment.instructions_sealed': emptied('How she pays what is open (number of a voucher, page of the provider), sealed; gone when the payment has an end'),
  'payments.payment.card_last4': emptied('End of the card number'), 'payments.payment.card_fingerprint': emptied("The provider's hash of the card"), 'payments.payment.refund_reason': emptied('In words of the studio'),
  'payments.payment.country': { what: 'Of the buyer', fate: 'kept', why: TAX }, 'payments.payment.card_country': { what: 'Of the card: a second piece of evidence', fate: 'kept', why: TAX },
  'payments.saved_method.player_id': deleted("The game's own player id"), 'payments.saved_method.token_sealed': deleted("The provider's token, sealed; once the provider has removed what it stands for"), 'payments.saved_method.last4': deleted('End of the card number'), 'payments.saved_method.fingerprint': deleted("The provider's hash of the card"),
  'payments.saved_method.card_country': deleted('Of the card'), 'payments.saved_method.consent_locale': deleted('In which language she agreed'), 'payments.saved_method.brand': deleted('Of the card'), 'payments.saved_method.network_reference': deleted('What the card scheme calls a payment of hers'), 'payments.payment.save_consent_locale': { what: 'In which language she agreed to have a card kept', fate: 'kept', why: 'With the payment: Art. 17(3)(e) GDPR, it names nobody' },
  'payments.refund.reason': emptied('In words of the studio'), 'payments.psp_notification.body': emptied('What the provider sent'), 'payments.fraud_report.reason': emptied('What the provider wrote'),
  'refunds.refund.player_id': renamed, 'refunds.refund.reason': emptied('In words of the studio'), 'refunds.refund.decision_reason': emptied('In words of the studio'),
  'refunds.clawback.player_id': renamed, 'refunds.clawback.close_reason': emptied('In words of the studio'),
  'risk.attempt.player_id': deleted("The game's own player id"), 'risk.attempt.address_key': deleted('A keyed hash of the network address; 30 days'), 'risk.attempt.card_key': deleted("A keyed hash of the provider's hash of the card"), 'risk.attempt.bin': deleted('The first digits of the card number, which are its issuer'),
  'risk.attempt.card_country': deleted('Of the card'), 'risk.attempt.ip_country': deleted('Where she came from'), 'risk.account.player_id': deleted("The game's own player id"),
  'risk.attempt.country': deleted('Where her order was taxed'), 'risk.attempt.email_key': deleted('A keyed hash of the e-mail; 30 days'), 'risk.signal.player_id': deleted("The game's own player id"), 'risk.signal.value': deleted('How old the account is, or how long it was played'),
  'risk.list_entry.value_key': { what: 'A keyed hash of a card, an address, an e-mail or a player id; an issuer in clear', fate: 'expires', why: 'Of a player it is deleted. The others name nobody, and stop fraud (Recital 47 GDPR) for two years at most; removed a year after that' },
  'risk.list_entry.reason': { what: 'Why, in words of staff, who are told to write no name', fate: 'expires', why: 'As above' }, 'risk.list_entry.end_reason': { what: 'Why it ended, in words of staff', fate: 'expires', why: 'As above' },
  'risk.appeal.player_id': deleted("The game's own player id"), 'risk.appeal.words': deleted('What she says'), 'risk.appeal.decision_reason': deleted('In words of staff'),
  'risk.review.player_id': renamed, 'risk.review.decision_reason': { what: 'In words of staff, who are told to write no name', fate: 'expires', why: 'Deleted with the row once it was decided; a year after that at the latest' },
  'disputes.evidence.document_sealed': { what: 'What the bank was shown of a disputed purchase, sealed', fate: 'emptied', why: 'Once the dispute has an end; its hash stays' },
  'receipts.document.data': { what: 'What was sold, where, at which tax: without a name, an address, an account or a card of a person. An invoice names the business that bought', fate: 'kept', why: TAX }, 'receipts.document.country': { what: 'Where it was taxed', fate: 'kept', why: TAX }, 'receipts.charge.handle': deleted('A keyed hash of day, amount and the last four digits of the card'), 'receipts.file.pdf': { what: 'The same as a file', fate: 'kept', why: TAX },
  'withdrawals.declarant.name': deleted('Name, as she stated it'), 'withdrawals.declarant.email': deleted('E-mail, as she stated it'), 'withdrawals.declarant.order_told': deleted('The order, as she typed it'),
  'orders.waiver.locale': { what: 'In which language she agreed to delivery at once', fate: 'kept', why: 'Art. 17(3)(e) GDPR: it has to be shown that she agreed (Directive 2011/83/EU Art. 16(m)); it names nobody' },
  'withdrawals.withdrawal.basis': { what: 'What the answer to a statement rests on: country and times', fate: 'kept', why: 'As above; it names nobody' },
  'withdrawals.withdrawal.locale': { what: 'In which language she withdrew', fate: 'kept', why: 'Art. 17(3)(b), (e) GDPR: what was stated and answered has to be shown; it names nobody' },
  'fulfillment.reservation.player_id': renamed, 'fulfillment.reservation.refusal_message': emptied('In words of the game'),
  'fulfillment.taken_part.player_id': renamed, 'fulfillment.grant_entry.player_id': renamed, 'fulfillment.grant_entry.decline_message': emptied('In words of the game'),
  'notifications.suppression.address_key': { what: 'A keyed hash of an e-mail that is not written to any more', fate: 'kept', why: 'It names nobody and leads to no player, order or mail; its owner is not written to again (Art. 6(1)(f) GDPR), until staff let it go' },
  'notifications.soft_bounce.address_key': { what: 'A keyed hash of an e-mail that a mail did not reach', fate: 'expires', why: '30 days; it leads to a mail whose address is emptied' },
  'notifications.mail_report.said': emptied('What the other mail server said of mails about orders, without addresses; of other mails it is not kept'),
  'notifications.mail.address': emptied('E-mail'), 'notifications.mail.last_error': emptied('What the mail server said'),
  'webhooks.event.head': deleted('What the game was told'), 'webhooks.event.context': deleted('What was known of her'), 'webhooks.delivery.tail': deleted('What was known of her'), 'webhooks.delivery.head': deleted('What the game was told, in an older version'), 'webhooks.delivery.last_error': deleted(row),
  'webhooks.attempt.response_body': deleted('What the game answered'), 'webhooks.attempt.error_text': deleted(row),
  'platform.outbox_event.payload': { what: 'Facts on their way and handled', fate: 'emptied', why: 'Player id, language, reasons and, from earlier builds, e-mail; the rest is removed 30 days after it was handled' },
  'platform.outbox_delivery.last_error': emptied('What went wrong with them'),
  'platform.idempotency.body': emptied('Answers of an earlier build'), 'platform.idempotency.sealed_body': emptied('Answers, sealed'), 'platform.idempotency.results': emptied('Results of an earlier build'), 'platform.idempotency.sealed_results': emptied('Results, sealed'),
  'platform.idempotency.subject_key': emptied('A keyed hash of the player id'),
  'platform.idempotency.key': { what: "The client's own key, with our id of who asked", fate: 'expires', why: '30 days; a key that names a person is the client\'s doing' },
  'platform.job.last_error': { what: 'What went wrong', fate: 'expires', why: '30 days after its end; errors of ours name ids' },
  'platform.bucket.key': { what: 'Network address or player id, hashed', fate: 'expires', why: 'Minutes, when the limit is full again; the same in Redis' },
};

/** What looks as if it could be of a player and is not: tables with their columns, by the reason. */
export const OF_NOBODY: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "what the studio sells, and how its store looks": {
    'catalog.category': 'background_image_url divider_image_url image_url name pinned_expression render_options', 'catalog.nested_item': 'image_url meta', 'offers.store': 'key name', 'segments.segment': 'image_url name', 'segments.segment_group': 'graph name', 'segments.custom_attribute': 'name', 'offers.store_item': 'card_type image_url name',
    'catalog.item': 'background_image_url background_image_url_apple comment featured_card_background_image_url featured_card_background_image_url_apple highlights icon_url icon_url_apple image_url image_url_apple image_url_featured image_url_featured_apple meta name translations',
    'payments.method_rules': 'rules', 'pricing.custom_price': 'country', 'pricing.price_template': 'key name', 'storefront.hub': 'back_to_game_url background_url default_country default_locale locales logo_url name translations', 'orders.order': 'payment_methods_enabled pricing', 'fulfillment.grant_entry': 'items', 'fulfillment.taken_part': 'items lines', 'refunds.refund': 'consumption part', 'refunds.clawback': 'items', 'games.country_mode': 'country note',
  },
  'of the studio itself, its keys and its servers': {
    'access.api_key': 'key_hash key_hint made_by_member name scopes used_versions', 'games.game': 'default_country default_locale locales name', 'games.studio': 'name', 'game_servers.endpoint': 'challenge_error disabled_reason events url', 'game_servers.secret': 'sealed', 'game_servers.signing_key': 'public_key sealed', 'refunds.refund': 'asked_by asked_by_member decided_by', 'refunds.clawback': 'closed_by', 'games.country_mode': 'set_by',
    'fulfillment.claim_key': 'public_key sealed', 'payments.account': 'credentials_sealed methods publishable_key secret_key_ends webhook_secret_ends', 'payouts.account': 'country details_sealed holder_name', 'payouts.bank_order': 'details_sealed', 'payouts.bank_batch': 'file_sealed', 'payouts.hold': 'evidence_asked reason_code', 'payouts.payout': 'failure return_reason', 'payouts.invoice': 'data_sealed', 'payouts.invoice_file': 'pdf_sealed', 'payouts.form_1099k': 'data_sealed', 'onboarding.taxpayer_number': 'number_sealed', 'payouts.invoice_terms': 'language law reason', 'payouts.standing': 'reason', 'onboarding.standing': 'reason tax_form_reference', 'onboarding.decision': 'decided_by reason screening_note', 'onboarding.company': 'cleared_hits screening_hits screening_note', 'onboarding.gate': 'requirements', 'onboarding.waiver': 'end_reason reason', 'access.identity_provider': 'client_secret_sealed email_domains name',
  },
  'what was taxed where, kept for tax offices without anybody\'s name, number or address': { 'ledger.tax_line': 'country name region', 'returns.tax_return': 'snapshot' },
  'of the operator, who sells': { 'payments.provider_route': 'country providers', 'payments.sca_exemption': 'country', 'payments.saved_method_export': 'reason', 'receipts.legal_entity': 'address_lines buyer_countries country name tax_ids', 'ledger.legal_entity': 'buyer_countries', 'ledger.month': 'explanations', 'payouts.debit_account': 'country holder_name', 'payouts.bank_settlement': 'reason', 'books.account_mapping': 'accounts', 'onboarding.agreement': 'body' },
  'of people who work for the studio, not of players': { 'access.member': 'email name totp_sealed', 'onboarding.company': 'data_sealed', 'access.member_session': 'user_agent', 'access.external_identity': 'subject', 'access.oidc_attempt': 'handle_hash subject', 'notifications.member_mail': 'last_error', 'staff.person': 'email name totp_sealed', 'staff.session': 'user_agent' },
  'of businesses that buy, kept for ten years as what a sale without tax rests on': { 'tax.id_check': 'number' },
  'what an outside tax engine was asked and told, by place (postcode, tax id of a business) and figures, kept as evidence of the tax, also of quotes that came to nothing; it names no player, the order names it': { 'tax.engine_quote': 'answer asked question_key', 'tax.engine_step': 'told' },
  'words and numbers of our own': {
    'payouts.bank_entry': 'reason_code', 'payouts.bank_order': 'reason_code', 'payouts.bank_report': 'message_id', 'notifications.suppression': 'reason', 'notifications.mail_report': 'mail_id', 'notifications.member_mail': 'about', 'notifications.soft_bounce': 'mail_id', 'disputes.alarm': 'subject', 'disputes.dispute': 'answer answer_asked_by answer_failure provider_reason reason', 'status.incident': 'components', 'fees.fee_plan': 'surcharges_ppm', 'fx.rate_day': 'units', 'receipts.held': 'wanted', 'notifications.withdrawal_mail': 'last_error', 'notifications.mail': 'part', 'receipts.number': 'document_id', 'receipts.file': 'document_id', 'platform.audit_entry': 'actor_id actor_kind hash previous_hash targets', 'platform.audit_head': 'hash',
    'hubcraft_migration.applied': 'name', 'ledger.fresh_sum': 'accounts currencies', 'fulfillment.grant_entry': 'reason', 'payments.payment': 'fail_reason card_brand risk_reason save_consent_version', 'payments.saved_method': 'consent_version', 'risk.attempt': 'reason', 'risk.review': 'decided_by reason', 'risk.appeal': 'decided_by', 'risk.list_entry': 'subject', 'risk.attack_mode': 'reason', 'risk.installation_mode': 'reason', 'payments.refund': 'failure', 'refunds.refund': 'failure held_for reason_code', 'reconciliation.settlement_line': 'reason', 'consents.gdpr_request': 'waits_for',
    'platform.derived_key': 'sealed', 'platform.seal_note': 'ids', 'platform.seal_stretch': 'sum', 'platform.seal_head': 'sum', 'platform.seal_roster': 'sum', 'orders.order': 'checkout_key', 'platform.idempotency': 'fingerprint headers', 'platform.job': 'key payload', 'platform.outbox_event': 'actor_id actor_kind', 'platform.route': 'handle', 'tax.change': 'decided_by decided_why reason source_url told', 'tax.id_check': 'failure', 'tax.engine_quote': 'failure', 'tax.engine_step': 'last_error', 'tax.local_rate': 'name postcode_prefix region', 'tax.rate': 'region', 'tax.registration': 'region', 'tax.sale_block': 'placed_by postcode_prefixes reason reason_code region source_url', 'webhooks.aggregate': 'sent sent_before',
    'webhooks.attempt': 'error_class', 'webhooks.batch': 'delivery_ids', 'webhooks.delivery': 'closed_reason subject_id', 'webhooks.event': 'idempotency_key subject_id',
  },
};

const NAMES = 'name email mail address ip agent postcode region country locale avatar player user phone card birth gender device message reason note comment error text url path subject answer metadata info attributes consent segments fingerprint last4 banned actor nonce head tail context body payload document handle key decided failure';
const PERSONAL_NAME = new RegExp(`(^|_)(${NAMES.replaceAll(' ', '|')})(_|$)`);

/** Whether a column could hold something of a person, by its name or because its type takes anything. */
export function looksPersonal(name: string, type: string): boolean {
  return ['jsonb', 'json', 'bytea', 'text[]', 'inet'].includes(type) || (type === 'text' && PERSONAL_NAME.test(name));
}

/** `schema.table.column` with its type, out of db/schema.sql. */
export function columnsOf(schema: string): Map<string, string> {
  const columns = new Map<string, string>();
  let table: string | null = null;
  for (const line of schema.split('\n')) {
    const heading = /^-- TABLE (\S+)/.exec(line);
    if (heading) table = heading[1]!;
    else if (/^-- \S/.test(line)) table = null;
    const column = table ? /^-- {3}(\w+) (\S+)/.exec(line) : null;
    if (column) columns.set(`${table}.${column[1]!}`, column[2]!);
  }
  return columns;
}

export function ofNobody(): string[] {
  return Object.values(OF_NOBODY).flatMap((tables) => Object.entries(tables).flatMap(([table, columns]) => columns.split(' ').map((column) => `${table}.${column}`)));
}

const FATES: Record<Fate, string> = { deleted: 'The row is deleted', emptied: 'Emptied', renamed: 'Replaced by an id that leads to nobody', kept: 'Kept', expires: 'Goes by itself' };

/** docs/reference/personal-data.md */
export function personalDataPage(): string {
  return [
    '# Personal data', '', '<!-- Generated; `UPDATE_DOCS=1 npm test -- test/contract/personal-data` writes it. -->', '',
    'Every column that holds, or may hold, something of a player, and what an erasure (`POST /v1/gdpr_requests`) makes of it. A column whose name or type could hold something of a person and that stands in neither list turns a test red. What it', 'means that something stays: amounts, tax, items and the place of a sale are kept for ten years, under an id from which nobody can tell who bought. The ledger holds nothing of a player.', '',
    '| Column | What | At an erasure | |', '|---|---|---|---|',
    ...Object.entries(PERSONAL).map(([column, { what, fate, why }]) => `| \`${column}\` | ${what} | ${FATES[fate]} | ${why ?? ''} |`), '',
    '## Elsewhere', '', 'Redis holds ids of work and hashed keys of limits, no data of players. Log lines carry only members of an allow-list. Mails are composed when they are sent and not kept. The payment provider, the mail server and the game keep what they were sent:',
    'the game is told by the webhook `player.erased`, the provider is a controller of its own. Backups of the database are the operator\'s: after a restore, erasures that were made since have to be made again.', '',
    '## What looks personal and is not', '', '| Table | Columns | Because it is |', '|---|---|---|',
    ...Object.entries(OF_NOBODY).flatMap(([why, tables]) => Object.entries(tables).map(([table, columns]) => `| \`${table}\` | ${columns.split(' ').map((column) => `\`${column}\``).join(', ')} | ${why} |`)), '',
  ].join('\n');
}
