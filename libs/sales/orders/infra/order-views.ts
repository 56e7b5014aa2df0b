import { Injectable } from '@nestjs/common';
import { unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { minorToNumber } from '#platform/kernel/money';
import { financeOf, sellerOf, type OrderDetails, type OrderView } from '../contracts/queries.js';
import { businessOf } from '../domain/business-buyer.js';
import type { OrderFactTold } from '../domain/settle.js';
import { OPEN } from '../domain/transitions.js';
import { CheckoutSecrets } from './checkout-secrets.js';
import { refundedSoFar } from './order-parts.js';
import type { OrderRow } from './rows.js';

/** An order of an older build did not keep it: without a discount it is the total, with one the price as listed is as near as it can be told. */
function undiscounted(row: OrderRow): bigint {
  return row.undiscounted_minor ?? (row.amount_before_discount_minor === row.listed_minor ? row.amount_minor : row.amount_before_discount_minor);
}

function mismatchOf(row: OrderRow): Extract<OrderFactTold, { kind: 'mismatched' }> | undefined {
  return row.facts.find((fact): fact is Extract<OrderFactTold, { kind: 'mismatched' }> => fact.kind === 'mismatched' && fact.payment_id === row.payment_id);
}

/** Rows as other contexts see them. */
@Injectable()
export class OrderViews {
  constructor(private readonly secrets: CheckoutSecrets) {}

  view(row: OrderRow): OrderView {
    return {
      id: row.id, game_id: row.game_id, status: row.status, source: row.source, player_id: row.player_id, email: row.email,
      country: row.country, country_locked: row.country_locked, region: row.region, postcode: row.postcode, locale: row.locale, currency: row.currency,
      amount_before_discount_minor: minorToNumber(undiscounted(row)), amount_minor: minorToNumber(row.amount_minor), tax: row.tax, seller: sellerOf(row.tax), business: businessOf(row), lines: row.lines,
      receipt_number: row.receipt_number, checkout_url: this.secrets.urlOf(row), payment_id: row.payment_id, metadata: row.metadata,
      redirect_settings: row.redirect_settings, ui_settings: row.ui_settings, back_to_game_url: row.back_to_game_url, back_to_store_url: row.back_to_store_url,
      payment_methods_enabled: row.payment_methods_enabled, handled_by_client: row.handled_by_client, fulfillment_mode: row.fulfillment_mode ?? 'push',
      immediate_delivery_requested_at: unixSecondsOrNull(row.immediate_delivery_requested_at), created_at: unixSeconds(row.created_at),
      modified_at: unixSeconds(row.modified_at), expires_at: unixSeconds(row.expires_at), paid_at: unixSecondsOrNull(row.paid_at), refunded_at: unixSecondsOrNull(row.refunded_at),
      refunded: refundedSoFar(row), finance: row.sale === null ? null : financeOf(row.sale),
    };
  }

  details(row: OrderRow, now: Date): OrderDetails {
    const held = row.status === 'captured' ? mismatchOf(row) : undefined;
    return {
      ...this.view(row), country_source: row.country_source, tax_refusal_code: row.tax_refusal_code, quoted_on: row.quoted_on, listed_minor: minorToNumber(row.listed_minor),
      listed_before_discount_minor: minorToNumber(row.amount_before_discount_minor),
      is_expired: OPEN.has(row.status) && row.expires_at <= now, is_held: held !== undefined, reported_minor: held?.reported_minor ?? null, reported_currency: held?.reported_currency ?? null,
      locked_at: unixSecondsOrNull(row.locked_at), player_info: row.player_info, platform: row.platform, ip_address: row.ip_address, user_agent: row.user_agent,
      return_url: row.return_url, coupons_enabled: row.coupons_enabled, eligible_for_reward_points: row.eligible_for_reward_points,
      eligible_for_loyalty_points: row.eligible_for_loyalty_points,
    };
  }
}
