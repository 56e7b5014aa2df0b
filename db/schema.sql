-- The shape of the database after all migrations, for reviews. Made by tools/schema from the catalog; never run.

-- TABLE access.api_key
--   api_version text
--   created_at timestamp with time zone NOT NULL DEFAULT now()
--   environment text NOT NULL
--   expires_at timestamp with time zone
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   key_hash text COLLATE "C" NOT NULL
--   key_hint text NOT NULL
--   last_used_at timestamp with time zone
--   made_by_member text
--   name text NOT NULL
--   revoked_at timestamp with time zone
--   scopes text[] NOT NULL
--   studio_id text COLLATE "C" NOT NULL
--   used_versions jsonb NOT NULL DEFAULT '{}'::jsonb

-- TABLE access.external_identity
--   issuer text COLLATE "C" NOT NULL
--   linked_at timestamp with time zone NOT NULL
--   member_id text COLLATE "C" NOT NULL
--   studio_id text COLLATE "C" NOT NULL
--   subject text COLLATE "C" NOT NULL

-- TABLE access.identity_provider
--   client_id text NOT NULL
--   client_secret_sealed bytea NOT NULL
--   email_domains text[] NOT NULL
--   id text COLLATE "C" NOT NULL
--   is_enforced boolean NOT NULL DEFAULT false
--   issuer text COLLATE "C" NOT NULL
--   made_at timestamp with time zone NOT NULL
--   name text NOT NULL
--   studio_id text COLLATE "C" NOT NULL
--   trusts_mfa boolean NOT NULL DEFAULT false

-- TABLE access.member
--   accepted_at timestamp with time zone
--   email text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   invitation_ends_at timestamp with time zone
--   invitation_hash text COLLATE "C"
--   invited_at timestamp with time zone NOT NULL
--   invited_by text NOT NULL
--   name text NOT NULL
--   password_hash text
--   removed_at timestamp with time zone
--   role text NOT NULL
--   studio_id text COLLATE "C" NOT NULL
--   totp_confirmed_at timestamp with time zone
--   totp_sealed bytea
--   totp_step bigint NOT NULL DEFAULT 0
--   wants_dispute_mails boolean NOT NULL DEFAULT true

-- TABLE access.member_link
--   ends_at timestamp with time zone NOT NULL
--   member_id text COLLATE "C" NOT NULL
--   purpose text NOT NULL
--   studio_id text COLLATE "C" NOT NULL
--   token_hash text COLLATE "C" NOT NULL

-- TABLE access.member_session
--   acts_on text COLLATE "C" NOT NULL
--   created_at timestamp with time zone NOT NULL
--   ended_at timestamp with time zone
--   ends_at timestamp with time zone NOT NULL
--   id text COLLATE "C" NOT NULL
--   idle_until timestamp with time zone NOT NULL
--   last_used_at timestamp with time zone NOT NULL
--   member_id text COLLATE "C" NOT NULL
--   proven_at timestamp with time zone NOT NULL
--   studio_id text COLLATE "C" NOT NULL
--   token_hash text COLLATE "C" NOT NULL
--   user_agent text NOT NULL

-- TABLE access.oidc_attempt
--   acts_on text COLLATE "C"
--   ends_at timestamp with time zone NOT NULL
--   handle_hash text COLLATE "C" NOT NULL
--   is_fresh boolean NOT NULL
--   member_id text COLLATE "C"
--   proven_at timestamp with time zone
--   provider_id text COLLATE "C" NOT NULL
--   studio_id text COLLATE "C" NOT NULL
--   subject text

-- TABLE access.recovery_code
--   code_hash text COLLATE "C" NOT NULL
--   member_id text COLLATE "C" NOT NULL
--   studio_id text COLLATE "C" NOT NULL

-- TABLE books.account_mapping
--   accounts jsonb NOT NULL
--   set_at timestamp with time zone NOT NULL
--   set_by text COLLATE "C" NOT NULL
--   version integer NOT NULL

-- TABLE books.exported_month
--   exported_at timestamp with time zone NOT NULL
--   legal_entity text COLLATE "C" NOT NULL
--   mapping_version integer NOT NULL
--   month date NOT NULL

-- TABLE catalog.category
--   background_color text
--   background_image_url text
--   background_size text
--   created_at timestamp with time zone NOT NULL
--   description text
--   divider_image_url text
--   divider_position text NOT NULL
--   divider_type text NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   icon text
--   id text COLLATE "C" NOT NULL
--   image_url text
--   item_template_id text
--   modified_at timestamp with time zone
--   name text NOT NULL
--   parent_id text COLLATE "C"
--   pinned_expression jsonb
--   position integer NOT NULL
--   render_options jsonb
--   render_type text
--   slug text COLLATE "C"

-- TABLE catalog.item
--   archived_at timestamp with time zone
--   background_image_color text
--   background_image_url text
--   background_image_url_apple text
--   comment text
--   created_at timestamp with time zone NOT NULL
--   currency text NOT NULL
--   description text
--   duration_seconds bigint
--   fallback_item_id text COLLATE "C"
--   fallback_item_quantity bigint
--   featured_card_background_image_url text
--   featured_card_background_image_url_apple text
--   game_id text COLLATE "C" NOT NULL
--   highlights jsonb
--   icon_url text
--   icon_url_apple text
--   id text COLLATE "C" NOT NULL
--   image_url text
--   image_url_apple text
--   image_url_featured text
--   image_url_featured_apple text
--   is_currency boolean NOT NULL
--   is_stackable boolean NOT NULL
--   is_system boolean
--   meta jsonb
--   modified_at timestamp with time zone
--   name text NOT NULL
--   position integer
--   price_minor bigint
--   price_template_id text COLLATE "C"
--   quantity bigint NOT NULL
--   sku text COLLATE "C" NOT NULL
--   translations jsonb NOT NULL
--   type text NOT NULL
--   view_option text NOT NULL

-- TABLE catalog.item_category
--   category_id text COLLATE "C" NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   item_id text COLLATE "C" NOT NULL
--   position integer NOT NULL

-- TABLE catalog.nested_item
--   bundle_id text COLLATE "C" NOT NULL
--   count bigint NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   image_url text
--   is_featured boolean NOT NULL
--   item_id text COLLATE "C" NOT NULL
--   meta jsonb
--   position integer NOT NULL
--   view_type text

-- TABLE catalog.version
--   game_id text COLLATE "C" NOT NULL
--   version bigint NOT NULL

-- TABLE consents.gdpr_request
--   document bytea
--   document_expires_at timestamp with time zone
--   due_at timestamp with time zone NOT NULL
--   ended_at timestamp with time zone
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   players bytea
--   requested_at timestamp with time zone NOT NULL
--   rows_erased integer NOT NULL DEFAULT 0
--   status text NOT NULL
--   subject bytea
--   subject_key text COLLATE "C"
--   type text NOT NULL
--   waits_for text[] NOT NULL DEFAULT '{}'::text[]

-- TABLE disputes.alarm
--   base integer NOT NULL
--   cases integer NOT NULL
--   month date NOT NULL
--   programme text COLLATE "C" NOT NULL
--   raised_at timestamp with time zone NOT NULL
--   scheme text COLLATE "C" NOT NULL
--   step integer NOT NULL
--   subject text COLLATE "C" NOT NULL

-- TABLE disputes.dispute
--   amount_minor bigint NOT NULL
--   answer text NOT NULL DEFAULT 'none'::text
--   answer_asked_by text COLLATE "C"
--   answer_failure text
--   answered_at timestamp with time zone
--   answered_by text COLLATE "C"
--   closed_at timestamp with time zone
--   counted_at timestamp with time zone
--   created_at timestamp with time zone NOT NULL
--   currency text NOT NULL
--   due_at timestamp with time zone
--   environment text NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   is_inquiry boolean NOT NULL
--   modified_at timestamp with time zone NOT NULL
--   network_code text
--   opened_at timestamp with time zone NOT NULL
--   order_id text COLLATE "C" NOT NULL
--   payment_id text COLLATE "C" NOT NULL
--   provider text NOT NULL
--   provider_dispute_id text COLLATE "C" NOT NULL
--   provider_reason text
--   reason text NOT NULL
--   scheme text NOT NULL
--   status text NOT NULL
--   studio_id text COLLATE "C" NOT NULL

-- TABLE disputes.evidence
--   built_at timestamp with time zone NOT NULL
--   dispute_id text COLLATE "C" NOT NULL
--   document_sealed bytea
--   erased_at timestamp with time zone
--   game_id text COLLATE "C" NOT NULL
--   sha256 text COLLATE "C" NOT NULL

-- TABLE disputes.month_count
--   authenticated_sales integer NOT NULL DEFAULT 0
--   changed_at timestamp with time zone NOT NULL
--   disputes integer NOT NULL DEFAULT 0
--   environment text NOT NULL
--   fraud_disputes integer NOT NULL DEFAULT 0
--   fraud_disputes_usd_minor bigint NOT NULL DEFAULT 0
--   fraud_reports integer NOT NULL DEFAULT 0
--   game_id text COLLATE "C" NOT NULL
--   month date NOT NULL
--   sales integer NOT NULL DEFAULT 0
--   scheme text NOT NULL
--   studio_id text COLLATE "C" NOT NULL

-- TABLE disputes.warning_rule
--   game_id text COLLATE "C" NOT NULL
--   refund_up_to_usd_minor bigint
--   set_at timestamp with time zone NOT NULL
--   set_by text COLLATE "C" NOT NULL
--   within_hours integer NOT NULL

-- TABLE fees.fee_plan
--   created_at timestamp with time zone NOT NULL DEFAULT now()
--   fixed_usd_minor bigint NOT NULL
--   game_id text COLLATE "C"
--   id text COLLATE "C" NOT NULL
--   minimum_usd_minor bigint NOT NULL
--   rate_ppm integer NOT NULL
--   set_by text COLLATE "C" NOT NULL
--   studio_id text COLLATE "C" NOT NULL
--   surcharges_ppm jsonb NOT NULL
--   valid_from date NOT NULL

-- TABLE fulfillment.claim_key
--   created_at timestamp with time zone NOT NULL
--   expires_at timestamp with time zone
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   public_key text NOT NULL
--   sealed bytea NOT NULL

-- TABLE fulfillment.grant_entry
--   acknowledged_at timestamp with time zone
--   claimed_by text
--   decline_message text
--   ended_at timestamp with time zone
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   items jsonb NOT NULL
--   mode text NOT NULL DEFAULT 'push'::text
--   order_id text COLLATE "C" NOT NULL
--   player_id text COLLATE "C" NOT NULL
--   reason text NOT NULL
--   requested_at timestamp with time zone NOT NULL
--   reservation_id text COLLATE "C"
--   state text NOT NULL

-- TABLE fulfillment.reservation
--   asked_at timestamp with time zone NOT NULL
--   ended_at timestamp with time zone
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   order_id text COLLATE "C" NOT NULL
--   payment_id text COLLATE "C" NOT NULL
--   player_id text COLLATE "C" NOT NULL
--   refusal_code text
--   refusal_message text
--   state text NOT NULL

-- TABLE fulfillment.taken_part
--   acknowledged_at timestamp with time zone
--   ended_at timestamp with time zone
--   game_id text COLLATE "C" NOT NULL
--   grant_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   items jsonb NOT NULL
--   lines jsonb NOT NULL
--   mode text NOT NULL
--   order_id text COLLATE "C" NOT NULL
--   player_id text COLLATE "C" NOT NULL
--   refund_id text COLLATE "C" NOT NULL
--   requested_at timestamp with time zone NOT NULL
--   state text NOT NULL

-- TABLE fx.rate_day
--   base text NOT NULL
--   day date NOT NULL
--   recorded_at timestamp with time zone NOT NULL
--   recorded_by text COLLATE "C" NOT NULL
--   source text NOT NULL
--   units jsonb NOT NULL

-- TABLE game_servers.binding
--   enabled boolean NOT NULL
--   endpoint_id text COLLATE "C" NOT NULL
--   event_type text COLLATE "C" NOT NULL
--   game_id text COLLATE "C" NOT NULL

-- TABLE game_servers.endpoint
--   api_version text NOT NULL DEFAULT '2026-11-01'::text
--   batch_max_events integer NOT NULL DEFAULT 1000
--   batch_max_seconds integer NOT NULL DEFAULT 60
--   batch_mode boolean NOT NULL DEFAULT false
--   challenge_error text
--   created_at timestamp with time zone NOT NULL DEFAULT now()
--   description text
--   disabled_at timestamp with time zone
--   disabled_reason text
--   enabled boolean NOT NULL
--   enabled_logs boolean NOT NULL
--   environment text NOT NULL
--   events text[] NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   max_concurrency integer
--   max_per_second integer
--   method text NOT NULL
--   modified_at timestamp with time zone
--   ordered boolean NOT NULL DEFAULT false
--   player_context_enabled boolean
--   signature_header text
--   signature_scheme text NOT NULL
--   timestamp_header text
--   unverified_since timestamp with time zone
--   url text NOT NULL

-- TABLE game_servers.fulfillment
--   game_id text COLLATE "C" NOT NULL
--   mode text NOT NULL
--   modified_at timestamp with time zone NOT NULL

-- TABLE game_servers.player_verification
--   answer jsonb NOT NULL
--   expires_at timestamp with time zone NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   player_id text COLLATE "C" NOT NULL
--   verified_at timestamp with time zone NOT NULL

-- TABLE game_servers.secret
--   created_at timestamp with time zone NOT NULL DEFAULT now()
--   endpoint_id text COLLATE "C" NOT NULL
--   expires_at timestamp with time zone
--   game_id text COLLATE "C" NOT NULL
--   hint text NOT NULL
--   id text COLLATE "C" NOT NULL
--   sealed bytea NOT NULL

-- TABLE game_servers.signing_key
--   created_at timestamp with time zone NOT NULL DEFAULT now()
--   endpoint_id text COLLATE "C" NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   public_key text NOT NULL
--   sealed bytea NOT NULL

-- TABLE games.country_mode
--   country text COLLATE "C" NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   mode text NOT NULL
--   note text
--   set_at timestamp with time zone NOT NULL
--   set_by text COLLATE "C" NOT NULL

-- TABLE games.game
--   api_version text NOT NULL DEFAULT '2026-11-01'::text
--   api_version_before text
--   api_version_changed_at timestamp with time zone
--   auto_refunds_per_hour_max integer NOT NULL DEFAULT 20
--   auto_refunds_percent_max integer NOT NULL DEFAULT 5
--   created_at timestamp with time zone NOT NULL DEFAULT now()
--   default_country text NOT NULL DEFAULT 'US'::text
--   default_locale text NOT NULL DEFAULT 'en'::text
--   environment text NOT NULL
--   four_eyes_above_usd_minor bigint DEFAULT 50000
--   four_eyes_next_at timestamp with time zone
--   four_eyes_next_usd_minor bigint
--   id text COLLATE "C" NOT NULL
--   locales text[] NOT NULL DEFAULT '{en,de}'::text[]
--   modified_at timestamp with time zone
--   name text NOT NULL
--   psp_fee_bearer text NOT NULL DEFAULT 'studio'::text
--   refund_if_transferred text NOT NULL DEFAULT 'ask'::text
--   refund_if_unanswered text NOT NULL DEFAULT 'ask'::text
--   refund_if_used text NOT NULL DEFAULT 'ask'::text
--   slug text COLLATE "C" NOT NULL
--   studio_id text COLLATE "C" NOT NULL
--   title_id text COLLATE "C" NOT NULL
--   unacknowledged_refund_hours integer NOT NULL DEFAULT 72

-- TABLE games.studio
--   created_at timestamp with time zone NOT NULL DEFAULT now()
--   id text COLLATE "C" NOT NULL
--   name text NOT NULL

-- TABLE hubcraft_migration.applied
--   applied_at timestamp with time zone NOT NULL DEFAULT now()
--   checksum text NOT NULL
--   name text NOT NULL

-- TABLE ledger.balance_rollup
--   account text COLLATE "C" NOT NULL
--   credits_minor numeric NOT NULL
--   currency text NOT NULL
--   debits_minor numeric NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   slice text COLLATE "C" NOT NULL

-- TABLE ledger.booked_meanwhile
--   entry_id text COLLATE "C" NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   legal_entity text COLLATE "C" NOT NULL
--   month date NOT NULL

-- TABLE ledger.booked_month
--   game_id text COLLATE "C" NOT NULL
--   legal_entity text COLLATE "C" NOT NULL
--   month date NOT NULL

-- TABLE ledger.fresh_sum
--   accounts text[] COLLATE "C" NOT NULL
--   credits_minor numeric[] NOT NULL
--   currencies text[] NOT NULL
--   debits_minor numeric[] NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   number bigint NOT NULL
--   slice text COLLATE "C" NOT NULL

-- TABLE ledger.journal_entry
--   booked_on date
--   currency text NOT NULL
--   fact text COLLATE "C" NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   kind text NOT NULL
--   legal_entity text COLLATE "C"
--   occurred_on date
--   order_id text COLLATE "C"
--   payment_id text COLLATE "C"
--   posted_at timestamp with time zone NOT NULL DEFAULT clock_timestamp()
--   seal text
--   studio_id text COLLATE "C"

-- TABLE ledger.legal_entity
--   begins date NOT NULL
--   buyer_countries text[] NOT NULL
--   has_unnamed boolean NOT NULL
--   id text COLLATE "C" NOT NULL
--   is_ended boolean NOT NULL DEFAULT false
--   is_rest boolean NOT NULL

-- TABLE ledger.month
--   asked_at timestamp with time zone NOT NULL
--   asked_by text COLLATE "C" NOT NULL
--   closed_at timestamp with time zone
--   closed_by text COLLATE "C"
--   explanations jsonb NOT NULL DEFAULT '[]'::jsonb
--   legal_entity text COLLATE "C" NOT NULL
--   month date NOT NULL
--   state text NOT NULL

-- TABLE ledger.month_balance
--   account text COLLATE "C" NOT NULL
--   credits_minor bigint NOT NULL
--   currency text NOT NULL
--   debits_minor bigint NOT NULL
--   legal_entity text COLLATE "C" NOT NULL
--   month date NOT NULL
--   opening_minor bigint NOT NULL

-- TABLE ledger.posting PARTITION BY RANGE (entry_id)
--   account text COLLATE "C" NOT NULL
--   amount_minor bigint NOT NULL
--   currency text NOT NULL
--   entry_id text COLLATE "C" NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   line integer NOT NULL
--   studio_id text COLLATE "C"

-- TABLE ledger.psp_fee
--   bearer text
--   currency text NOT NULL
--   estimated_minor bigint
--   game_id text COLLATE "C" NOT NULL
--   is_of_sale boolean
--   line_id text COLLATE "C"
--   occurred_on date
--   order_id text COLLATE "C"
--   payment_id text COLLATE "C" NOT NULL
--   provider text NOT NULL
--   settled_minor bigint

-- TABLE ledger.settlement_exchange
--   booked_fee_minor bigint NOT NULL
--   currency text NOT NULL
--   fee_minor bigint NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   gross_minor bigint NOT NULL
--   is_fee_estimated boolean NOT NULL
--   kind text NOT NULL
--   line_id text COLLATE "C" NOT NULL
--   payment_id text COLLATE "C" NOT NULL
--   provider text NOT NULL
--   provider_rate text NOT NULL
--   rate text NOT NULL
--   rate_date date NOT NULL
--   rate_source text NOT NULL
--   settled_currency text NOT NULL
--   settled_fee_minor bigint NOT NULL
--   settled_gross_minor bigint NOT NULL
--   settled_net_minor bigint NOT NULL
--   worth_minor bigint NOT NULL

-- TABLE ledger.tax_line PARTITION BY RANGE (entry_id)
--   country text COLLATE "C" NOT NULL
--   currency text NOT NULL
--   entry_id text COLLATE "C" NOT NULL
--   filed_by text
--   game_id text COLLATE "C" NOT NULL
--   is_business boolean NOT NULL
--   jurisdiction text COLLATE "C" NOT NULL
--   line integer NOT NULL
--   name text
--   part integer NOT NULL
--   rate text
--   region text COLLATE "C"
--   supplied_on date NOT NULL
--   tax_minor bigint NOT NULL
--   taxable_minor bigint NOT NULL
--   treatment text NOT NULL

-- TABLE ledger.untold_entry
--   entry_id text COLLATE "C" NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   noted_at timestamp with time zone NOT NULL DEFAULT clock_timestamp()
--   order_id text COLLATE "C" NOT NULL

-- TABLE notifications.mail
--   address text NOT NULL
--   attempts integer NOT NULL DEFAULT 0
--   created_at timestamp with time zone NOT NULL DEFAULT clock_timestamp()
--   dispute_id text COLLATE "C" NOT NULL DEFAULT ''::text
--   disputed_minor bigint
--   due_at timestamp with time zone
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   kind text NOT NULL
--   last_error text
--   next_at timestamp with time zone DEFAULT clock_timestamp()
--   order_id text COLLATE "C" NOT NULL
--   part jsonb
--   payment_id text COLLATE "C" NOT NULL DEFAULT ''::text
--   refund_id text COLLATE "C" NOT NULL DEFAULT ''::text
--   sent_at timestamp with time zone
--   state text NOT NULL

-- TABLE notifications.mail_alarm
--   base integer NOT NULL
--   cases integer NOT NULL
--   day date NOT NULL
--   kind text NOT NULL
--   raised_at timestamp with time zone NOT NULL DEFAULT clock_timestamp()

-- TABLE notifications.mail_report
--   game_id text COLLATE "C" NOT NULL
--   kind text NOT NULL
--   mail_id text COLLATE "C" NOT NULL
--   reported_at timestamp with time zone NOT NULL DEFAULT clock_timestamp()
--   said text
--   source text NOT NULL
--   status_code text COLLATE "C"

-- TABLE notifications.member_mail
--   about jsonb
--   attempts integer NOT NULL DEFAULT 0
--   created_at timestamp with time zone NOT NULL DEFAULT clock_timestamp()
--   due_at timestamp with time zone
--   event_id text COLLATE "C" NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   kind text NOT NULL
--   last_error text
--   member_id text COLLATE "C" NOT NULL
--   next_at timestamp with time zone DEFAULT clock_timestamp()
--   sent_at timestamp with time zone
--   state text NOT NULL
--   studio_id text COLLATE "C" NOT NULL

-- TABLE notifications.soft_bounce
--   address_key text COLLATE "C" NOT NULL
--   mail_id text COLLATE "C" NOT NULL
--   noted_at timestamp with time zone NOT NULL DEFAULT clock_timestamp()

-- TABLE notifications.suppression
--   address_key text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   reason text NOT NULL
--   status_code text COLLATE "C"
--   suppressed_at timestamp with time zone NOT NULL DEFAULT clock_timestamp()

-- TABLE notifications.withdrawal_mail
--   attempts integer NOT NULL DEFAULT 0
--   created_at timestamp with time zone NOT NULL DEFAULT clock_timestamp()
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   last_error text
--   next_at timestamp with time zone NOT NULL DEFAULT clock_timestamp()
--   sent_at timestamp with time zone
--   state text NOT NULL
--   withdrawal_id text COLLATE "C" NOT NULL

-- TABLE offers.store
--   created_at timestamp with time zone NOT NULL
--   description text NOT NULL
--   end_at timestamp with time zone
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   key text COLLATE "C"
--   modified_at timestamp with time zone
--   name text NOT NULL
--   start_at timestamp with time zone
--   type text NOT NULL

-- TABLE offers.store_item
--   bonus_badge text
--   bonus_fixed bigint
--   bonus_percent integer
--   card_type text
--   created_at timestamp with time zone NOT NULL
--   custom_badge text
--   description text
--   discount_percent integer
--   end_at timestamp with time zone
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   image_url text
--   item_id text COLLATE "C" NOT NULL
--   modified_at timestamp with time zone
--   name text
--   position integer NOT NULL
--   price_minor bigint
--   price_template_id text COLLATE "C"
--   quantity bigint
--   requirements_mismatch_behavior text
--   show_disabled_by_max_purchases boolean
--   show_first_on_category_list boolean
--   start_at timestamp with time zone
--   store_id text COLLATE "C" NOT NULL

-- TABLE offers.version
--   game_id text COLLATE "C" NOT NULL
--   version bigint NOT NULL

-- TABLE onboarding.acceptance
--   accepted_at timestamp with time zone NOT NULL
--   accepted_by text COLLATE "C" NOT NULL
--   agreement_id text COLLATE "C" NOT NULL
--   kind text NOT NULL
--   studio_id text COLLATE "C" NOT NULL

-- TABLE onboarding.agreement
--   body text NOT NULL
--   id text COLLATE "C" NOT NULL
--   kind text NOT NULL
--   published_at timestamp with time zone NOT NULL
--   published_by text COLLATE "C" NOT NULL
--   required_from timestamp with time zone NOT NULL
--   version text COLLATE "C" NOT NULL

-- TABLE onboarding.company
--   cleared_hits jsonb NOT NULL DEFAULT '[]'::jsonb
--   data_sealed bytea NOT NULL
--   id text COLLATE "C" NOT NULL
--   screened_at timestamp with time zone
--   screening text NOT NULL
--   screening_hits jsonb NOT NULL DEFAULT '[]'::jsonb
--   screening_list text
--   screening_note text
--   screening_provider text
--   studio_id text COLLATE "C" NOT NULL
--   submitted_at timestamp with time zone NOT NULL
--   submitted_by text COLLATE "C" NOT NULL

-- TABLE onboarding.decision
--   company_id text COLLATE "C"
--   decided_at timestamp with time zone
--   decided_by text COLLATE "C"
--   id text COLLATE "C" NOT NULL
--   kind text NOT NULL
--   proposed_at timestamp with time zone NOT NULL
--   proposed_by text COLLATE "C" NOT NULL
--   reason text NOT NULL
--   screening_note text
--   state text NOT NULL
--   studio_id text COLLATE "C" NOT NULL

-- TABLE onboarding.gate
--   changed_at timestamp with time zone NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   is_open boolean NOT NULL
--   looked_at timestamp with time zone
--   requirements jsonb NOT NULL DEFAULT '[]'::jsonb
--   studio_id text COLLATE "C" NOT NULL

-- TABLE onboarding.standing
--   approved_company_id text COLLATE "C"
--   changed_at timestamp with time zone NOT NULL
--   changed_by text COLLATE "C" NOT NULL
--   is_listed boolean NOT NULL DEFAULT false
--   kyb_status text NOT NULL
--   reason text
--   self_billing_agreement_id text COLLATE "C"
--   studio_id text COLLATE "C" NOT NULL
--   submitted_company_id text COLLATE "C"
--   tax_form text
--   tax_form_reference text
--   tax_form_set_at timestamp with time zone
--   tax_form_set_by text COLLATE "C"
--   tax_form_signed_on date
--   tax_form_valid_until date
--   version integer NOT NULL

-- TABLE onboarding.taxpayer_number
--   form text COLLATE "C" NOT NULL
--   number_sealed bytea NOT NULL
--   set_at timestamp with time zone NOT NULL
--   set_by text COLLATE "C" NOT NULL
--   studio_id text COLLATE "C" NOT NULL

-- TABLE onboarding.waiver
--   end_reason text
--   ended_at timestamp with time zone
--   ended_by text COLLATE "C"
--   game_id text COLLATE "C" NOT NULL
--   placed_at timestamp with time zone NOT NULL
--   placed_by text COLLATE "C" NOT NULL
--   reason text NOT NULL
--   studio_id text COLLATE "C" NOT NULL

-- TABLE orders.order
--   amount_before_discount_minor bigint NOT NULL
--   amount_minor bigint NOT NULL
--   back_to_game_url text
--   back_to_store_url text
--   checkout_key text COLLATE "C"
--   confirmed_payment_id text COLLATE "C"
--   country text
--   country_locked boolean NOT NULL
--   country_source text
--   coupons_enabled boolean
--   created_at timestamp with time zone NOT NULL
--   currency text NOT NULL
--   eligible_for_loyalty_points integer
--   eligible_for_reward_points integer
--   email text
--   expired_at timestamp with time zone
--   expires_at timestamp with time zone NOT NULL
--   facts jsonb NOT NULL
--   fulfillment_mode text
--   game_id text COLLATE "C" NOT NULL
--   handled_by_client boolean NOT NULL
--   id text COLLATE "C" NOT NULL
--   immediate_delivery_requested_at timestamp with time zone
--   ip_address text
--   lines jsonb NOT NULL
--   listed_minor bigint NOT NULL
--   locale text
--   locked_at timestamp with time zone
--   metadata jsonb
--   modified_at timestamp with time zone NOT NULL
--   paid_at timestamp with time zone
--   payment_id text COLLATE "C"
--   payment_methods_enabled text[]
--   platform text
--   player_id text COLLATE "C" NOT NULL
--   player_info jsonb
--   postcode text
--   pricing jsonb NOT NULL
--   quoted_on text
--   receipt_number text COLLATE "C"
--   redirect_settings jsonb
--   refunded_at timestamp with time zone
--   region text
--   return_url text
--   sale jsonb
--   seal text
--   source text NOT NULL
--   status text NOT NULL
--   tax jsonb
--   tax_refusal_code text
--   ui_settings jsonb
--   undiscounted_minor bigint
--   user_agent text
--   version integer NOT NULL

-- TABLE orders.order_transition
--   at timestamp with time zone NOT NULL
--   cause_id text COLLATE "C" NOT NULL
--   cause_kind text NOT NULL
--   from_status text
--   game_id text COLLATE "C" NOT NULL
--   order_id text COLLATE "C" NOT NULL
--   to_status text NOT NULL
--   version integer NOT NULL

-- TABLE orders.place_evidence
--   country text COLLATE "C" NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   kind text NOT NULL
--   noted_at timestamp with time zone NOT NULL
--   order_id text COLLATE "C" NOT NULL
--   payment_id text COLLATE "C" NOT NULL
--   told_by text NOT NULL

-- TABLE orders.waiver
--   game_id text COLLATE "C" NOT NULL
--   given_at timestamp with time zone NOT NULL
--   line_id text COLLATE "C" NOT NULL
--   locale text COLLATE "C" NOT NULL
--   order_id text COLLATE "C" NOT NULL
--   payment_id text COLLATE "C" NOT NULL
--   version text COLLATE "C" NOT NULL
--   words text NOT NULL

-- TABLE payments.account
--   added_at timestamp with time zone NOT NULL
--   added_by text COLLATE "C" NOT NULL
--   changed_at timestamp with time zone NOT NULL
--   changed_by text COLLATE "C" NOT NULL
--   check_outcome text NOT NULL
--   checked_at timestamp with time zone NOT NULL
--   credentials_sealed bytea
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   methods text[] NOT NULL
--   provider text NOT NULL
--   publishable_key text
--   secret_key_ends text NOT NULL
--   state text NOT NULL
--   takes_real_money boolean NOT NULL
--   webhook_secret_ends text NOT NULL

-- TABLE payments.fraud_report
--   game_id text COLLATE "C" NOT NULL
--   payment_id text COLLATE "C" NOT NULL
--   reason text
--   reported_at timestamp with time zone NOT NULL

-- TABLE payments.method_rules
--   game_id text COLLATE "C" NOT NULL
--   rules jsonb NOT NULL
--   set_at timestamp with time zone NOT NULL
--   set_by text COLLATE "C" NOT NULL

-- TABLE payments.payment
--   action_url text
--   amount_confirmed_at timestamp with time zone
--   amount_minor bigint NOT NULL
--   captured_at timestamp with time zone
--   captured_minor bigint NOT NULL DEFAULT 0
--   card_brand text
--   card_country text
--   card_fingerprint text
--   card_last4 text
--   charge_count integer NOT NULL DEFAULT 0
--   charged_back_at timestamp with time zone
--   charging_at timestamp with time zone
--   country text
--   created_at timestamp with time zone NOT NULL
--   currency text NOT NULL
--   dispute_id text COLLATE "C"
--   dispute_minor bigint
--   dispute_stage text
--   expires_at timestamp with time zone NOT NULL
--   fail_code text
--   fail_reason text
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   initiator text
--   instructions_sealed bytea
--   ip_address text
--   is_sca_retried boolean
--   late_captured_at timestamp with time zone
--   method text NOT NULL
--   mismatched_at timestamp with time zone
--   modified_at timestamp with time zone NOT NULL
--   order_id text COLLATE "C" NOT NULL
--   platform text
--   player_id text NOT NULL
--   provider text NOT NULL
--   provider_reference text COLLATE "C"
--   provider_state text
--   psp_fee_minor bigint
--   refund_id text COLLATE "C"
--   refund_reason text
--   refunded_minor bigint NOT NULL DEFAULT 0
--   refunding_minor bigint NOT NULL DEFAULT 0
--   reported_currency text
--   reported_minor bigint
--   resolution text
--   resolved_at timestamp with time zone
--   resolved_by text COLLATE "C"
--   return_url text NOT NULL
--   reviewed_at timestamp with time zone
--   risk_decision text
--   risk_reason text COLLATE "C"
--   save_consent_locale text COLLATE "C"
--   save_consent_version text COLLATE "C"
--   saved_method_id text COLLATE "C"
--   status text NOT NULL
--   status_updated_at timestamp with time zone NOT NULL
--   three_ds_flow text
--   three_ds_result text
--   traceparent text COLLATE "C"
--   user_agent text

-- TABLE payments.provider_route
--   country text COLLATE "C"
--   currency text COLLATE "C"
--   game_id text COLLATE "C"
--   method text COLLATE "C"
--   position integer NOT NULL
--   providers text[] NOT NULL
--   set_at timestamp with time zone NOT NULL
--   set_by text COLLATE "C" NOT NULL

-- TABLE payments.psp_notification
--   body bytea NOT NULL
--   event_id text COLLATE "C" NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   kind text NOT NULL
--   payment_id text COLLATE "C"
--   processed_at timestamp with time zone
--   psp text NOT NULL
--   received_at timestamp with time zone NOT NULL
--   refund_id text COLLATE "C"
--   state text NOT NULL

-- TABLE payments.refund
--   amount_minor bigint NOT NULL
--   currency text NOT NULL
--   ended_at timestamp with time zone
--   failure text
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   payment_id text COLLATE "C" NOT NULL
--   provider_reference text COLLATE "C"
--   purpose text NOT NULL
--   reason text NOT NULL
--   requested_at timestamp with time zone NOT NULL
--   state text NOT NULL DEFAULT 'requested'::text

-- TABLE payments.saved_method
--   brand text
--   card_country text COLLATE "C"
--   consent_locale text COLLATE "C" NOT NULL
--   consent_version text COLLATE "C" NOT NULL
--   consented_at timestamp with time zone NOT NULL
--   created_at timestamp with time zone NOT NULL
--   exp_month integer
--   exp_year integer
--   fingerprint text COLLATE "C"
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   is_default boolean NOT NULL
--   last4 text COLLATE "C"
--   last_used_at timestamp with time zone
--   left_at timestamp with time zone
--   left_because text
--   method text COLLATE "C" NOT NULL
--   network_reference text COLLATE "C"
--   payment_id text COLLATE "C" NOT NULL
--   player_id text COLLATE "C" NOT NULL
--   provider text COLLATE "C" NOT NULL
--   state text NOT NULL
--   token_sealed bytea
--   usage text NOT NULL

-- TABLE payments.saved_method_export
--   approved_at timestamp with time zone
--   approved_by text COLLATE "C"
--   asked_at timestamp with time zone NOT NULL
--   asked_by text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   provider text COLLATE "C" NOT NULL
--   reason text NOT NULL

-- TABLE payments.sca_exemption
--   country text COLLATE "C" NOT NULL
--   low_value boolean NOT NULL
--   set_at timestamp with time zone NOT NULL
--   set_by text COLLATE "C" NOT NULL
--   tra_up_to_minor bigint

-- TABLE payouts.account
--   asked_at timestamp with time zone NOT NULL
--   asked_by text COLLATE "C" NOT NULL
--   asked_by_member text COLLATE "C"
--   confirmed_at timestamp with time zone
--   confirmed_by text COLLATE "C"
--   country text NOT NULL
--   currency text NOT NULL
--   details_sealed bytea NOT NULL
--   ends_with text NOT NULL
--   environment text NOT NULL
--   holder_name text NOT NULL
--   id text COLLATE "C" NOT NULL
--   kind text NOT NULL
--   paid_in text
--   removed_at timestamp with time zone
--   removed_by text COLLATE "C"
--   studio_id text COLLATE "C" NOT NULL
--   usable_at timestamp with time zone

-- TABLE payouts.bank_batch
--   control_sum text NOT NULL
--   debit_account text COLLATE "C" NOT NULL
--   debit_currency text NOT NULL
--   file_sealed bytea NOT NULL
--   id text COLLATE "C" NOT NULL
--   legal_entity text COLLATE "C" NOT NULL
--   made_at timestamp with time zone NOT NULL
--   made_by text COLLATE "C" NOT NULL
--   sent_at timestamp with time zone
--   sent_by text COLLATE "C"
--   sha256 text COLLATE "C" NOT NULL
--   transactions integer NOT NULL

-- TABLE payouts.bank_entry
--   amount_minor bigint
--   bank_reference text COLLATE "C"
--   currency text
--   direction text NOT NULL
--   number integer NOT NULL
--   outcome text NOT NULL
--   reason_code text COLLATE "C"
--   reference text COLLATE "C"
--   report_id text COLLATE "C" NOT NULL

-- TABLE payouts.bank_order
--   amount_minor bigint NOT NULL
--   bank_reference text COLLATE "C"
--   batch_id text COLLATE "C"
--   currency text NOT NULL
--   debit_currency text NOT NULL
--   debited_minor bigint
--   details_sealed bytea NOT NULL
--   is_told boolean NOT NULL DEFAULT false
--   legal_entity text COLLATE "C" NOT NULL
--   ordered_at timestamp with time zone NOT NULL
--   reason_code text COLLATE "C"
--   reference text COLLATE "C" NOT NULL
--   state text NOT NULL

-- TABLE payouts.bank_report
--   about text COLLATE "C" NOT NULL
--   entries integer NOT NULL
--   id text COLLATE "C" NOT NULL
--   kind text NOT NULL
--   message_id text COLLATE "C" NOT NULL
--   read_at timestamp with time zone NOT NULL
--   read_by text COLLATE "C" NOT NULL
--   sha256 text COLLATE "C" NOT NULL

-- TABLE payouts.bank_settlement
--   debited_minor bigint
--   number integer NOT NULL
--   reason text NOT NULL
--   reference text COLLATE "C" NOT NULL
--   said_at timestamp with time zone NOT NULL
--   said_by text COLLATE "C" NOT NULL
--   state text NOT NULL

-- TABLE payouts.book
--   closed_until date
--   looked_on date
--   of_game text COLLATE "C" NOT NULL
--   studio_id text COLLATE "C" NOT NULL

-- TABLE payouts.closed_day
--   currency text NOT NULL
--   day date NOT NULL
--   entries integer NOT NULL
--   kind text NOT NULL
--   of_game text COLLATE "C" NOT NULL
--   payable_minor bigint NOT NULL
--   reserve_minor bigint NOT NULL
--   studio_id text COLLATE "C" NOT NULL

-- TABLE payouts.debit_account
--   account_number text COLLATE "C"
--   bic text COLLATE "C"
--   country text NOT NULL
--   currency text NOT NULL
--   holder_name text NOT NULL
--   iban text COLLATE "C"
--   legal_entity text COLLATE "C" NOT NULL
--   set_at timestamp with time zone NOT NULL
--   set_by text COLLATE "C" NOT NULL

-- TABLE payouts.form_1099k
--   below_threshold integer NOT NULL
--   changed integer NOT NULL
--   data_sealed bytea NOT NULL
--   id text COLLATE "C" NOT NULL
--   legal_entity text COLLATE "C" NOT NULL
--   made_at timestamp with time zone NOT NULL
--   made_by text COLLATE "C" NOT NULL
--   missing integer NOT NULL
--   reportable integer NOT NULL
--   version integer NOT NULL
--   year integer NOT NULL

-- TABLE payouts.hold
--   amount_minor bigint
--   currency text
--   environment text NOT NULL
--   evidence_asked text[] NOT NULL
--   explanation text NOT NULL
--   id text COLLATE "C" NOT NULL
--   placed_at timestamp with time zone NOT NULL
--   placed_by text COLLATE "C" NOT NULL
--   reason_code text NOT NULL
--   release_at timestamp with time zone
--   released_at timestamp with time zone
--   released_by text COLLATE "C"
--   studio_id text COLLATE "C" NOT NULL

-- TABLE payouts.invoice
--   currency text NOT NULL
--   data_sealed bytea NOT NULL
--   environment text NOT NULL
--   id text COLLATE "C" NOT NULL
--   issued_at timestamp with time zone NOT NULL
--   kind text NOT NULL
--   legal_entity_id text COLLATE "C" NOT NULL
--   net_minor bigint NOT NULL
--   number text COLLATE "C" NOT NULL
--   original_id text COLLATE "C"
--   payout_id text COLLATE "C" NOT NULL
--   runs_at text COLLATE "C" NOT NULL
--   series_number bigint NOT NULL
--   series_year integer NOT NULL
--   studio_id text COLLATE "C" NOT NULL
--   tax_minor bigint NOT NULL
--   total_minor bigint NOT NULL

-- TABLE payouts.invoice_file
--   invoice_id text COLLATE "C" NOT NULL
--   made_at timestamp with time zone NOT NULL
--   pdf_sealed bytea NOT NULL
--   sha256 text COLLATE "C" NOT NULL
--   studio_id text COLLATE "C" NOT NULL

-- TABLE payouts.invoice_series
--   environment text NOT NULL
--   last_issued_at timestamp with time zone NOT NULL
--   last_number bigint NOT NULL
--   legal_entity_id text COLLATE "C" NOT NULL
--   studio_id text COLLATE "C" NOT NULL
--   year integer NOT NULL

-- TABLE payouts.invoice_terms
--   language text
--   law text
--   rate text COLLATE "C"
--   reason text NOT NULL
--   set_at timestamp with time zone NOT NULL
--   set_by text COLLATE "C" NOT NULL
--   studio_id text COLLATE "C" NOT NULL
--   vat text NOT NULL
--   version integer NOT NULL

-- TABLE payouts.invoice_wanted
--   kind text NOT NULL
--   missing text
--   payout_id text COLLATE "C" NOT NULL
--   runs_at text COLLATE "C" NOT NULL
--   studio_id text COLLATE "C" NOT NULL
--   tried_at timestamp with time zone
--   wanted_at timestamp with time zone NOT NULL

-- TABLE payouts.invoices_begin
--   at timestamp with time zone NOT NULL

-- TABLE payouts.payout
--   account_id text COLLATE "C" NOT NULL
--   amount_minor bigint NOT NULL
--   canceled_by text COLLATE "C"
--   created_at timestamp with time zone NOT NULL
--   currency text NOT NULL
--   debited_minor bigint
--   ended_at timestamp with time zone
--   environment text NOT NULL
--   failure text
--   id text COLLATE "C" NOT NULL
--   paid_in text
--   paid_minor bigint
--   period date NOT NULL
--   posted_at timestamp with time zone
--   provider text NOT NULL
--   provider_reference text COLLATE "C"
--   rate text
--   rate_date date
--   rate_source text
--   return_reason text
--   returned_at timestamp with time zone
--   returned_by text COLLATE "C"
--   runs_at text COLLATE "C" NOT NULL
--   sent_at timestamp with time zone
--   set_off_minor bigint
--   spread_minor bigint
--   state text NOT NULL
--   studio_id text COLLATE "C" NOT NULL

-- TABLE payouts.payout_share
--   amount_minor bigint NOT NULL
--   of_game text COLLATE "C" NOT NULL
--   paid_minor bigint
--   payout_id text COLLATE "C" NOT NULL
--   spread_minor bigint
--   studio_id text COLLATE "C" NOT NULL

-- TABLE payouts.reserve_part
--   amount_minor bigint NOT NULL
--   currency text NOT NULL
--   day date NOT NULL
--   ends_on date NOT NULL
--   held_at timestamp with time zone
--   of_game text COLLATE "C" NOT NULL
--   released_at timestamp with time zone
--   studio_id text COLLATE "C" NOT NULL

-- TABLE payouts.run
--   available_minor bigint NOT NULL
--   currency text NOT NULL
--   environment text NOT NULL
--   looked_at timestamp with time zone NOT NULL
--   outcome text NOT NULL
--   payout_id text COLLATE "C"
--   period date NOT NULL
--   studio_id text COLLATE "C" NOT NULL

-- TABLE payouts.standing
--   has_self_billing boolean NOT NULL DEFAULT false
--   has_tax_form boolean NOT NULL DEFAULT false
--   heard_version integer NOT NULL DEFAULT 0
--   is_listed boolean NOT NULL DEFAULT false
--   kyb_status text NOT NULL
--   payouts_enabled boolean NOT NULL
--   reason text NOT NULL
--   set_at timestamp with time zone NOT NULL
--   set_by text COLLATE "C" NOT NULL
--   studio_id text COLLATE "C" NOT NULL
--   tax_form_valid_until date

-- TABLE payouts.terms
--   delay_days integer NOT NULL
--   exchange_spread_ppm integer NOT NULL
--   id text COLLATE "C" NOT NULL
--   minimum_usd_minor bigint NOT NULL
--   reserve_days integer NOT NULL
--   reserve_ppm integer NOT NULL
--   schedule text NOT NULL
--   set_at timestamp with time zone NOT NULL
--   set_by text COLLATE "C" NOT NULL
--   studio_id text COLLATE "C" NOT NULL
--   valid_from date NOT NULL

-- TABLE platform.audit_entry
--   actor_id text NOT NULL
--   actor_kind text NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   hash bytea NOT NULL
--   id text COLLATE "C" NOT NULL
--   operation text NOT NULL
--   previous_hash bytea NOT NULL
--   recorded_at timestamp with time zone NOT NULL
--   request text NOT NULL
--   request_id text
--   sequence bigint NOT NULL
--   studio_id text COLLATE "C" NOT NULL
--   targets text[] NOT NULL

-- TABLE platform.audit_head
--   hash bytea NOT NULL
--   sequence bigint NOT NULL
--   studio_id text COLLATE "C" NOT NULL

-- TABLE platform.bucket
--   at timestamp with time zone NOT NULL
--   full_at timestamp with time zone NOT NULL
--   granted double precision NOT NULL
--   key text COLLATE "C" NOT NULL
--   tokens double precision NOT NULL

-- TABLE platform.derived_key
--   active_at timestamp with time zone NOT NULL DEFAULT now()
--   holder text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   made_at timestamp with time zone NOT NULL DEFAULT now()
--   sealed bytea NOT NULL

-- TABLE platform.idempotency
--   body bytea
--   created_at timestamp with time zone NOT NULL DEFAULT now()
--   fingerprint text NOT NULL
--   finished_at timestamp with time zone
--   game_id text COLLATE "C" NOT NULL
--   headers jsonb
--   key text COLLATE "C" NOT NULL
--   lease_until timestamp with time zone NOT NULL
--   results jsonb NOT NULL DEFAULT '{}'::jsonb
--   sealed_body bytea
--   sealed_results jsonb NOT NULL DEFAULT '{}'::jsonb
--   state text NOT NULL DEFAULT 'open'::text
--   status integer
--   subject_key text COLLATE "C"

-- TABLE platform.invariant_check
--   game_id text COLLATE "C" NOT NULL
--   next_at timestamp with time zone NOT NULL
--   whole_at timestamp with time zone NOT NULL

-- TABLE platform.job
--   attempts integer NOT NULL DEFAULT 0
--   created_at timestamp with time zone NOT NULL DEFAULT now()
--   done_at timestamp with time zone
--   failures integer NOT NULL DEFAULT 0
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   key text COLLATE "C" NOT NULL
--   last_error text
--   lease_token text
--   lease_until timestamp with time zone
--   payload jsonb NOT NULL
--   request_id text
--   run_at timestamp with time zone NOT NULL
--   state text NOT NULL DEFAULT 'pending'::text
--   traceparent text COLLATE "C"
--   type text COLLATE "C" NOT NULL

-- TABLE platform.outbox_delivery PARTITION BY RANGE (event_id)
--   attempts integer NOT NULL DEFAULT 0
--   done_at timestamp with time zone
--   event_id text COLLATE "C" NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   last_error text
--   next_at timestamp with time zone NOT NULL DEFAULT now()
--   state text NOT NULL DEFAULT 'pending'::text
--   subscriber text COLLATE "C" NOT NULL
--   type text COLLATE "C" NOT NULL

-- TABLE platform.outbox_event PARTITION BY RANGE (id)
--   actor_id text NOT NULL
--   actor_kind text NOT NULL
--   aggregate_id text COLLATE "C" NOT NULL
--   aggregate_type text NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   payload jsonb NOT NULL
--   recorded_at timestamp with time zone NOT NULL DEFAULT clock_timestamp()
--   request_id text
--   traceparent text COLLATE "C"
--   type text COLLATE "C" NOT NULL

-- TABLE platform.route
--   game_id text COLLATE "C" NOT NULL
--   handle text COLLATE "C" NOT NULL
--   kind text NOT NULL
--   target_id text COLLATE "C"

-- TABLE platform.seal_head
--   book text COLLATE "C" NOT NULL
--   covers_to text COLLATE "C" NOT NULL
--   entries bigint NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   is_old boolean NOT NULL
--   seal text NOT NULL
--   stretches bigint NOT NULL
--   sum bytea NOT NULL

-- TABLE platform.seal_note
--   book text COLLATE "C" NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   ids text[] COLLATE "C" NOT NULL
--   is_new boolean NOT NULL
--   number bigint NOT NULL

-- TABLE platform.seal_roster
--   heads bigint NOT NULL
--   id text COLLATE "C" NOT NULL
--   lenient_until timestamp with time zone NOT NULL
--   root text COLLATE "C" NOT NULL
--   round_until timestamp with time zone NOT NULL DEFAULT '-infinity'::timestamp with time zone
--   seal text NOT NULL
--   sum bytea NOT NULL

-- TABLE platform.seal_stretch
--   book text COLLATE "C" NOT NULL
--   entries bigint NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   root text COLLATE "C" NOT NULL
--   seal text NOT NULL
--   stretch text COLLATE "C" NOT NULL
--   sum bytea NOT NULL
--   unsealed bigint NOT NULL

-- TABLE platform.service_day
--   day date NOT NULL
--   good bigint NOT NULL
--   signal text COLLATE "C" NOT NULL
--   since timestamp with time zone NOT NULL DEFAULT now()
--   slots integer NOT NULL
--   total bigint NOT NULL

-- TABLE platform.service_slot
--   good bigint NOT NULL
--   signal text COLLATE "C" NOT NULL
--   slot timestamp with time zone NOT NULL
--   total bigint NOT NULL

-- TABLE players.player
--   attributes jsonb NOT NULL DEFAULT '{}'::jsonb
--   avatar_url text
--   balances jsonb NOT NULL DEFAULT '{}'::jsonb
--   banned boolean NOT NULL DEFAULT false
--   banned_reason text
--   country text
--   created_at timestamp with time zone NOT NULL DEFAULT now()
--   custom_attributes jsonb NOT NULL DEFAULT '{}'::jsonb
--   custom_attributes_from_deeplink jsonb NOT NULL DEFAULT '{}'::jsonb
--   email text
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   marketing_consent jsonb NOT NULL DEFAULT '{}'::jsonb
--   modified_at timestamp with time zone
--   name text
--   player_id text COLLATE "C" NOT NULL
--   registration_marketplace text
--   segments text[] NOT NULL DEFAULT '{}'::text[]

-- TABLE pricing.custom_price
--   country text COLLATE "C" NOT NULL
--   currency text COLLATE "C" NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   platform text COLLATE "C" NOT NULL
--   price_minor bigint NOT NULL
--   price_template_id text COLLATE "C" NOT NULL

-- TABLE pricing.price_template
--   category text NOT NULL
--   created_at timestamp with time zone NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   key text COLLATE "C"
--   modified_at timestamp with time zone
--   name text NOT NULL
--   price_minor bigint NOT NULL

-- TABLE pricing.template_use
--   game_id text COLLATE "C" NOT NULL
--   item_id text COLLATE "C" NOT NULL
--   price_template_id text COLLATE "C"
--   told_at timestamp with time zone NOT NULL

-- TABLE pricing.version
--   game_id text COLLATE "C" NOT NULL
--   version bigint NOT NULL

-- TABLE receipts.beginning
--   at timestamp with time zone NOT NULL

-- TABLE receipts.charge
--   charged_at timestamp with time zone NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   handle text COLLATE "C" NOT NULL
--   order_id text COLLATE "C" NOT NULL

-- TABLE receipts.document
--   cause_id text COLLATE "C" NOT NULL DEFAULT ''::text
--   country text NOT NULL
--   currency text NOT NULL
--   data jsonb NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   issued_at timestamp with time zone NOT NULL
--   kind text NOT NULL
--   legal_entity_id text COLLATE "C" NOT NULL
--   net_minor bigint NOT NULL
--   number text COLLATE "C" NOT NULL
--   order_id text COLLATE "C" NOT NULL
--   original_id text COLLATE "C"
--   retain_until date NOT NULL
--   series_kind text COLLATE "C" NOT NULL
--   series_number bigint NOT NULL
--   series_year integer NOT NULL
--   supplied_at timestamp with time zone NOT NULL
--   tax_minor bigint NOT NULL
--   total_minor bigint NOT NULL

-- TABLE receipts.file
--   document_id text COLLATE "C" NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   made_at timestamp with time zone NOT NULL
--   pdf bytea NOT NULL
--   sha256 text NOT NULL

-- TABLE receipts.held
--   cause_id text COLLATE "C" NOT NULL DEFAULT ''::text
--   game_id text COLLATE "C" NOT NULL
--   held_at timestamp with time zone NOT NULL
--   order_id text COLLATE "C" NOT NULL
--   series_kind text COLLATE "C" NOT NULL
--   wanted jsonb NOT NULL

-- TABLE receipts.legal_entity
--   address_lines text[] NOT NULL
--   buyer_countries text[]
--   contact text
--   country text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   is_demo boolean NOT NULL DEFAULT false
--   name text NOT NULL
--   number_prefix text COLLATE "C" NOT NULL
--   tax_ids jsonb NOT NULL DEFAULT '[]'::jsonb

-- TABLE receipts.number
--   document_id text COLLATE "C" NOT NULL
--   environment text COLLATE "C" NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   kind text COLLATE "C" NOT NULL
--   legal_entity_id text COLLATE "C" NOT NULL
--   number bigint NOT NULL
--   year integer NOT NULL

-- TABLE receipts.series
--   environment text COLLATE "C" NOT NULL
--   kind text COLLATE "C" NOT NULL
--   last_issued_at timestamp with time zone NOT NULL
--   last_number bigint NOT NULL
--   legal_entity_id text COLLATE "C" NOT NULL
--   year integer NOT NULL

-- TABLE reconciliation.expected_movement
--   currency text NOT NULL
--   expected_at timestamp with time zone NOT NULL DEFAULT clock_timestamp()
--   fact text COLLATE "C" NOT NULL
--   fee_minor bigint
--   fees_status text
--   game_id text COLLATE "C" NOT NULL
--   gross_minor bigint NOT NULL
--   kind text NOT NULL
--   line_id text COLLATE "C"
--   order_id text COLLATE "C"
--   payment_id text COLLATE "C" NOT NULL
--   provider text NOT NULL
--   provider_refund_id text COLLATE "C"
--   refund_id text COLLATE "C"

-- TABLE reconciliation.settlement_line
--   batch_id text COLLATE "C" NOT NULL
--   break_owner text COLLATE "C"
--   currency text NOT NULL
--   exchange_rate text
--   fee_minor bigint NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   gross_minor bigint NOT NULL
--   imported_at timestamp with time zone NOT NULL DEFAULT clock_timestamp()
--   kind text NOT NULL
--   line_id text COLLATE "C" NOT NULL
--   matched_at timestamp with time zone
--   net_minor bigint NOT NULL
--   payment_id text COLLATE "C"
--   posted_at timestamp with time zone
--   presentment_currency text
--   presentment_minor bigint
--   provider text NOT NULL
--   provider_payment_id text COLLATE "C" NOT NULL
--   reason text
--   reference text COLLATE "C" NOT NULL
--   resolution text
--   resolved_at timestamp with time zone
--   resolved_by text COLLATE "C"
--   settled_at timestamp with time zone NOT NULL
--   state text NOT NULL
--   studio_id text COLLATE "C"

-- TABLE refunds.clawback
--   amount_minor bigint NOT NULL
--   close_reason text
--   closed_at timestamp with time zone
--   closed_by text COLLATE "C"
--   currency text NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   items jsonb NOT NULL
--   order_id text COLLATE "C" NOT NULL
--   player_id text NOT NULL
--   recorded_at timestamp with time zone NOT NULL
--   refund_id text COLLATE "C" NOT NULL
--   state text NOT NULL DEFAULT 'open'::text

-- TABLE refunds.refund
--   admitted_at timestamp with time zone
--   amount_minor bigint NOT NULL
--   asked_by text
--   asked_by_member text
--   consumption jsonb
--   currency text NOT NULL
--   decided_at timestamp with time zone
--   decided_by text
--   decision_reason text
--   ended_at timestamp with time zone
--   failure text
--   four_eyes_by text COLLATE "C"
--   game_id text COLLATE "C" NOT NULL
--   held_for text
--   id text COLLATE "C" NOT NULL
--   made_at timestamp with time zone NOT NULL DEFAULT clock_timestamp()
--   order_id text COLLATE "C" NOT NULL
--   paid_last_hour integer
--   part jsonb
--   payment_id text COLLATE "C" NOT NULL
--   player_id text NOT NULL
--   purpose text NOT NULL DEFAULT 'order'::text
--   reason text NOT NULL
--   reason_code text
--   refunds_last_hour integer
--   requested_at timestamp with time zone NOT NULL
--   silences integer NOT NULL DEFAULT 0
--   source text NOT NULL
--   state text NOT NULL
--   tax_minor bigint
--   told_at timestamp with time zone

-- TABLE returns.exchange_rate
--   currency text NOT NULL
--   of_period text COLLATE "C" NOT NULL
--   rate text NOT NULL
--   rate_date date NOT NULL
--   return_id text COLLATE "C" NOT NULL
--   source text NOT NULL
--   told_at timestamp with time zone NOT NULL
--   told_by text COLLATE "C" NOT NULL

-- TABLE returns.filed_sum
--   currency text NOT NULL
--   filed_at timestamp with time zone NOT NULL
--   first_day date NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   jurisdiction text COLLATE "C" NOT NULL
--   last_day date NOT NULL
--   return_id text COLLATE "C" NOT NULL
--   tax_minor bigint NOT NULL

-- TABLE returns.tax_return
--   alarmed_on date
--   currency text NOT NULL
--   declared_minor bigint
--   due_on date
--   entity text NOT NULL
--   filed_at timestamp with time zone
--   filed_by text COLLATE "C"
--   filed_on date
--   first_day date NOT NULL
--   form text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   last_day date NOT NULL
--   period text COLLATE "C" NOT NULL
--   reference text
--   snapshot jsonb

-- TABLE risk.account
--   disputed_at timestamp with time zone
--   first_approved_at timestamp with time zone
--   fraud_reported_at timestamp with time zone
--   game_id text COLLATE "C" NOT NULL
--   player_id text COLLATE "C" NOT NULL

-- TABLE risk.appeal
--   decided_at timestamp with time zone
--   decided_by text COLLATE "C"
--   decision_reason text
--   entry_id text COLLATE "C" NOT NULL
--   filed_at timestamp with time zone NOT NULL
--   filed_by text COLLATE "C" NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   is_of_operator boolean NOT NULL
--   player_id text COLLATE "C" NOT NULL
--   state text NOT NULL
--   words text NOT NULL

-- TABLE risk.attack_mode
--   changed_at timestamp with time zone NOT NULL
--   changed_by text COLLATE "C" NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   holds_until timestamp with time zone
--   hot_at timestamp with time zone
--   is_on boolean NOT NULL
--   reason text NOT NULL

-- TABLE risk.attempt
--   address_key text COLLATE "C"
--   amount_minor bigint NOT NULL
--   bin text COLLATE "C"
--   card_country text
--   card_key text COLLATE "C"
--   country text
--   currency text NOT NULL
--   decision text NOT NULL
--   email_key text COLLATE "C"
--   entry_id text COLLATE "C"
--   game_id text COLLATE "C" NOT NULL
--   ip_country text
--   is_known boolean NOT NULL
--   is_screened boolean NOT NULL
--   judged_at timestamp with time zone NOT NULL
--   order_id text COLLATE "C" NOT NULL
--   outcome text
--   outcome_at timestamp with time zone
--   payment_id text COLLATE "C" NOT NULL
--   player_id text COLLATE "C" NOT NULL
--   reason text COLLATE "C" NOT NULL

-- TABLE risk.installation_mode
--   changed_at timestamp with time zone NOT NULL
--   changed_by text COLLATE "C" NOT NULL
--   holds_until timestamp with time zone
--   hot_at timestamp with time zone
--   id text COLLATE "C" NOT NULL
--   is_on boolean NOT NULL
--   reason text NOT NULL

-- TABLE risk.list_entry
--   author text COLLATE "C" NOT NULL
--   author_member text COLLATE "C"
--   end_reason text
--   ended_at timestamp with time zone
--   ended_by text COLLATE "C"
--   expires_at timestamp with time zone NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   list text NOT NULL
--   made_at timestamp with time zone NOT NULL
--   reason text NOT NULL
--   subject text NOT NULL
--   value_key text COLLATE "C" NOT NULL

-- TABLE risk.review
--   amount_minor bigint NOT NULL
--   currency text NOT NULL
--   decided_at timestamp with time zone
--   decided_by text COLLATE "C"
--   decision_reason text
--   due_at timestamp with time zone NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   is_of_operator boolean NOT NULL
--   opened_at timestamp with time zone NOT NULL
--   order_id text COLLATE "C" NOT NULL
--   payment_id text COLLATE "C" NOT NULL
--   player_id text COLLATE "C" NOT NULL
--   reason text COLLATE "C" NOT NULL
--   state text NOT NULL

-- TABLE risk.review_rules
--   game_id text COLLATE "C" NOT NULL
--   hold_hours integer NOT NULL
--   review_above_usd_minor bigint
--   set_at timestamp with time zone NOT NULL
--   set_by text COLLATE "C" NOT NULL

-- TABLE risk.signal
--   expires_at timestamp with time zone NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   kind text NOT NULL
--   player_id text COLLATE "C" NOT NULL
--   told_at timestamp with time zone NOT NULL
--   told_by text COLLATE "C" NOT NULL
--   value bigint

-- TABLE segments.custom_attribute
--   created_at timestamp with time zone NOT NULL
--   description text
--   game_id text COLLATE "C" NOT NULL
--   modified_at timestamp with time zone
--   name text COLLATE "C" NOT NULL
--   type text NOT NULL

-- TABLE segments.deleted_segment
--   game_id text COLLATE "C" NOT NULL
--   segment_id text COLLATE "C" NOT NULL

-- TABLE segments.member
--   added_at timestamp with time zone NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   player_id text COLLATE "C" NOT NULL
--   segment_id text COLLATE "C" NOT NULL

-- TABLE segments.segment
--   color text
--   created_at timestamp with time zone NOT NULL
--   description text
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   image_url text
--   modified_at timestamp with time zone
--   name text NOT NULL
--   segment_group_id text COLLATE "C"
--   slug text COLLATE "C" NOT NULL

-- TABLE segments.segment_group
--   created_at timestamp with time zone NOT NULL
--   enabled boolean NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   graph jsonb
--   id text COLLATE "C" NOT NULL
--   is_template boolean NOT NULL
--   modified_at timestamp with time zone
--   name text NOT NULL
--   type text NOT NULL

-- TABLE segments.version
--   game_id text COLLATE "C" NOT NULL
--   version bigint NOT NULL

-- TABLE sign_in.hub_user
--   avatar_url text
--   created_at timestamp with time zone NOT NULL DEFAULT now()
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   modified_at timestamp with time zone
--   name text
--   player_id text COLLATE "C"

-- TABLE sign_in.one_time_token
--   avatar_url text
--   created_at timestamp with time zone NOT NULL DEFAULT now()
--   expires_at timestamp with time zone NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   kind text NOT NULL
--   name text
--   nonce text
--   player_id text COLLATE "C"
--   redirect_path text
--   token_hash text COLLATE "C" NOT NULL
--   used_at timestamp with time zone
--   user_id text COLLATE "C"

-- TABLE sign_in.session
--   assurance text NOT NULL
--   created_at timestamp with time zone NOT NULL DEFAULT now()
--   expires_at timestamp with time zone NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   player_id text COLLATE "C" NOT NULL
--   token_hash text COLLATE "C" NOT NULL
--   user_id text COLLATE "C" NOT NULL

-- TABLE staff.person
--   accepted_at timestamp with time zone
--   email text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   invitation_ends_at timestamp with time zone
--   invitation_hash text COLLATE "C"
--   invited_at timestamp with time zone NOT NULL
--   invited_by text NOT NULL
--   name text NOT NULL
--   password_hash text
--   removed_at timestamp with time zone
--   role text NOT NULL
--   totp_sealed bytea
--   totp_step bigint NOT NULL DEFAULT 0

-- TABLE staff.recovery_code
--   code_hash text COLLATE "C" NOT NULL
--   person_id text COLLATE "C" NOT NULL

-- TABLE staff.session
--   created_at timestamp with time zone NOT NULL
--   ended_at timestamp with time zone
--   ends_at timestamp with time zone NOT NULL
--   id text COLLATE "C" NOT NULL
--   idle_until timestamp with time zone NOT NULL
--   last_used_at timestamp with time zone NOT NULL
--   person_id text COLLATE "C" NOT NULL
--   proven_at timestamp with time zone NOT NULL
--   token_hash text COLLATE "C" NOT NULL
--   user_agent text NOT NULL

-- TABLE status.incident
--   components text[] NOT NULL
--   id text COLLATE "C" NOT NULL
--   impact text NOT NULL
--   opened_at timestamp with time zone NOT NULL
--   opened_by text COLLATE "C" NOT NULL
--   resolved_at timestamp with time zone
--   state text NOT NULL
--   title text NOT NULL

-- TABLE status.incident_update
--   incident_id text COLLATE "C" NOT NULL
--   number integer NOT NULL
--   state text NOT NULL
--   words text NOT NULL
--   written_at timestamp with time zone NOT NULL
--   written_by text COLLATE "C" NOT NULL

-- TABLE storefront.hub
--   accent_color text NOT NULL
--   back_to_game_url text
--   background_color text NOT NULL
--   background_url text
--   created_at timestamp with time zone NOT NULL DEFAULT now()
--   default_country text NOT NULL
--   default_locale text NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   locales text[] NOT NULL
--   logo_url text
--   modified_at timestamp with time zone
--   name text NOT NULL
--   scheme text NOT NULL
--   slug text COLLATE "C" NOT NULL
--   tagline text
--   translations jsonb NOT NULL DEFAULT '{}'::jsonb

-- TABLE tax.change
--   decided_at timestamp with time zone
--   decided_by text COLLATE "C"
--   decided_why text
--   dies_at timestamp with time zone NOT NULL
--   id text COLLATE "C" NOT NULL
--   kind text NOT NULL
--   proposed_at timestamp with time zone NOT NULL
--   proposed_by text COLLATE "C" NOT NULL
--   reason text NOT NULL
--   row_id text COLLATE "C"
--   source_url text
--   state text NOT NULL DEFAULT 'open'::text
--   told jsonb NOT NULL

-- TABLE tax.ending
--   change_id text COLLATE "C" NOT NULL
--   last_day date NOT NULL
--   row_id text COLLATE "C" NOT NULL

-- TABLE tax.engine_quote
--   answer jsonb
--   asked jsonb NOT NULL
--   asked_at timestamp with time zone NOT NULL
--   failure text
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   outcome text NOT NULL
--   question_key text COLLATE "C" NOT NULL
--   reference text

-- TABLE tax.engine_step
--   alarmed_at timestamp with time zone
--   answered_at timestamp with time zone
--   attempts integer NOT NULL DEFAULT 0
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   kind text NOT NULL
--   last_error text
--   noted_at timestamp with time zone NOT NULL
--   order_id text COLLATE "C" NOT NULL
--   ref text COLLATE "C" NOT NULL
--   reference text
--   state text NOT NULL DEFAULT 'pending'::text
--   told jsonb NOT NULL

-- TABLE tax.engine_use
--   change_id text COLLATE "C" NOT NULL
--   entity text NOT NULL
--   filed_by text NOT NULL
--   id text COLLATE "C" NOT NULL
--   territory text COLLATE "C" NOT NULL
--   valid_from date NOT NULL
--   when_silent text NOT NULL

-- TABLE tax.id_check
--   checked_at timestamp with time zone NOT NULL
--   consultation_id text COLLATE "C"
--   failure text
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   number text COLLATE "C" NOT NULL
--   outcome text NOT NULL
--   register text COLLATE "C" NOT NULL
--   territory text COLLATE "C" NOT NULL

-- TABLE tax.local_rate
--   change_id text COLLATE "C"
--   id text COLLATE "C" NOT NULL
--   name text NOT NULL
--   postcode_prefix text COLLATE "C" NOT NULL DEFAULT ''::text
--   rate text NOT NULL
--   region text COLLATE "C" NOT NULL
--   territory text COLLATE "C" NOT NULL
--   valid_from date
--   valid_to date

-- TABLE tax.rate
--   category text NOT NULL
--   change_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   rate text NOT NULL
--   region text COLLATE "C"
--   territory text COLLATE "C" NOT NULL
--   valid_from date NOT NULL

-- TABLE tax.registration
--   change_id text COLLATE "C"
--   entity text
--   id text COLLATE "C" NOT NULL
--   region text COLLATE "C"
--   scheme text NOT NULL
--   territory text COLLATE "C" NOT NULL
--   valid_from date
--   valid_to date

-- TABLE tax.sale_block
--   id text COLLATE "C" NOT NULL
--   placed_at timestamp with time zone NOT NULL
--   placed_by text COLLATE "C" NOT NULL
--   postcode_prefixes text[] NOT NULL DEFAULT '{}'::text[]
--   reason text NOT NULL
--   reason_code text NOT NULL
--   region text COLLATE "C"
--   source_url text
--   territory text COLLATE "C" NOT NULL
--   valid_from date NOT NULL

-- TABLE webhooks.aggregate
--   aggregate_id text COLLATE "C" NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   last_sequence bigint NOT NULL
--   sent jsonb NOT NULL DEFAULT '{}'::jsonb
--   sent_before jsonb NOT NULL DEFAULT '{}'::jsonb
--   withdrawn boolean NOT NULL DEFAULT false

-- TABLE webhooks.attempt PARTITION BY RANGE (id)
--   delivery_id text COLLATE "C" NOT NULL
--   duration_ms integer NOT NULL
--   error_class text
--   error_text text
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   is_response_cut boolean NOT NULL
--   number integer NOT NULL
--   response_body text
--   started_at timestamp with time zone NOT NULL
--   status integer

-- TABLE webhooks.batch
--   created_at timestamp with time zone NOT NULL DEFAULT now()
--   delivery_ids text[] COLLATE "C" NOT NULL
--   downloads integer NOT NULL DEFAULT 0
--   endpoint_id text COLLATE "C" NOT NULL
--   first_downloaded_at timestamp with time zone
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   last_downloaded_at timestamp with time zone
--   ready_delivery_id text COLLATE "C" NOT NULL

-- TABLE webhooks.batch_link
--   batch_id text COLLATE "C" NOT NULL
--   created_at timestamp with time zone NOT NULL DEFAULT now()
--   expires_at timestamp with time zone NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   is_told boolean NOT NULL
--   token_hash text COLLATE "C" NOT NULL

-- TABLE webhooks.delivery PARTITION BY RANGE (id)
--   attempts integer NOT NULL DEFAULT 0
--   batch_id text COLLATE "C"
--   closed_reason text
--   created_at timestamp with time zone NOT NULL DEFAULT now()
--   ended_at timestamp with time zone
--   endpoint_id text COLLATE "C"
--   event_id text COLLATE "C" NOT NULL
--   event_type text COLLATE "C" NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   has_succeeded boolean NOT NULL DEFAULT false
--   head bytea
--   id text COLLATE "C" NOT NULL
--   is_batched boolean NOT NULL DEFAULT false
--   is_held boolean NOT NULL DEFAULT false
--   is_waiting boolean NOT NULL DEFAULT false
--   last_error text
--   last_status integer
--   lease_token text
--   next_at timestamp with time zone NOT NULL DEFAULT now()
--   order_id text COLLATE "C"
--   round integer NOT NULL DEFAULT 0
--   state text NOT NULL DEFAULT 'pending'::text
--   subject_id text COLLATE "C" NOT NULL
--   tail bytea NOT NULL

-- TABLE webhooks.endpoint_health
--   endpoint_id text COLLATE "C" NOT NULL
--   failed_attempts integer NOT NULL
--   failing_since timestamp with time zone NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   open_until timestamp with time zone
--   openings integer NOT NULL DEFAULT 0
--   probe_token text
--   silent_attempts integer NOT NULL DEFAULT 0

-- TABLE webhooks.endpoint_pace
--   at timestamp with time zone NOT NULL
--   endpoint_id text COLLATE "C" NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   tokens double precision NOT NULL

-- TABLE webhooks.event PARTITION BY RANGE (id)
--   aggregate_id text COLLATE "C" NOT NULL
--   aggregate_type text NOT NULL
--   context jsonb
--   created_at timestamp with time zone NOT NULL DEFAULT now()
--   game_id text COLLATE "C" NOT NULL
--   head bytea NOT NULL
--   id text COLLATE "C" NOT NULL
--   idempotency_key text COLLATE "C" NOT NULL
--   order_id text COLLATE "C"
--   sequence bigint NOT NULL
--   subject_id text COLLATE "C" NOT NULL
--   traceparent text COLLATE "C"
--   transaction bigint NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint
--   type text COLLATE "C" NOT NULL

-- TABLE webhooks.grant_wait
--   alarmed_at timestamp with time zone
--   counted_at timestamp with time zone NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   grant_id text COLLATE "C" NOT NULL
--   is_counting boolean NOT NULL
--   told_at timestamp with time zone
--   waited_seconds integer NOT NULL

-- TABLE webhooks.paced_claim
--   endpoint_id text COLLATE "C" NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   lease_token text NOT NULL
--   under_way integer NOT NULL
--   until timestamp with time zone NOT NULL

-- TABLE withdrawals.confirmation
--   confirmed_at timestamp with time zone NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   order_id text COLLATE "C" NOT NULL

-- TABLE withdrawals.declarant
--   email text NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   name text NOT NULL
--   order_told text NOT NULL
--   stated_at timestamp with time zone NOT NULL
--   withdrawal_id text COLLATE "C" NOT NULL

-- TABLE withdrawals.withdrawal
--   basis jsonb NOT NULL
--   because text NOT NULL
--   game_id text COLLATE "C" NOT NULL
--   id text COLLATE "C" NOT NULL
--   locale text COLLATE "C" NOT NULL
--   order_id text COLLATE "C"
--   outcome text NOT NULL
--   stated_at timestamp with time zone NOT NULL

-- CONSTRAINTS access.api_key
--   api_key_api_version_check CHECK ((api_version ~ '^\d{4}-\d{2}-\d{2}$'::text))
--   api_key_environment_check CHECK ((environment = ANY (ARRAY['sandbox'::text, 'live'::text])))
--   api_key_hash_key UNIQUE (game_id, key_hash)
--   api_key_pkey PRIMARY KEY (game_id, id)

-- CONSTRAINTS access.external_identity
--   external_identity_member_fkey FOREIGN KEY (studio_id, member_id) REFERENCES access.member(studio_id, id)
--   external_identity_member_key UNIQUE (studio_id, issuer, member_id)
--   external_identity_pkey PRIMARY KEY (studio_id, issuer, subject)

-- CONSTRAINTS access.identity_provider
--   identity_provider_issuer_key UNIQUE (studio_id, issuer)
--   identity_provider_pkey PRIMARY KEY (studio_id, id)

-- CONSTRAINTS access.member
--   member_joined_check CHECK (((password_hash IS NULL) OR (accepted_at IS NOT NULL)))
--   member_pkey PRIMARY KEY (studio_id, id)
--   member_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'developer'::text, 'liveops'::text, 'finance'::text, 'support'::text, 'viewer'::text])))

-- CONSTRAINTS access.member_link
--   member_link_member_fkey FOREIGN KEY (studio_id, member_id) REFERENCES access.member(studio_id, id)
--   member_link_pkey PRIMARY KEY (studio_id, member_id, purpose)
--   member_link_purpose_check CHECK ((purpose = ANY (ARRAY['invitation'::text, 'password'::text])))
--   member_link_token_key UNIQUE (studio_id, token_hash)

-- CONSTRAINTS access.member_session
--   member_session_member_fkey FOREIGN KEY (studio_id, member_id) REFERENCES access.member(studio_id, id)
--   member_session_pkey PRIMARY KEY (studio_id, id)
--   member_session_token_key UNIQUE (studio_id, token_hash)

-- CONSTRAINTS access.oidc_attempt
--   oidc_attempt_known_check CHECK (((member_id IS NULL) = (subject IS NULL)))
--   oidc_attempt_pkey PRIMARY KEY (studio_id, handle_hash)
--   oidc_attempt_provider_fkey FOREIGN KEY (studio_id, provider_id) REFERENCES access.identity_provider(studio_id, id) ON DELETE CASCADE

-- CONSTRAINTS access.recovery_code
--   recovery_code_member_fkey FOREIGN KEY (studio_id, member_id) REFERENCES access.member(studio_id, id)
--   recovery_code_pkey PRIMARY KEY (studio_id, member_id, code_hash)

-- CONSTRAINTS books.account_mapping
--   account_mapping_pkey PRIMARY KEY (version)
--   account_mapping_version_check CHECK ((version > 0))

-- CONSTRAINTS books.exported_month
--   exported_month_pkey PRIMARY KEY (legal_entity, month)

-- CONSTRAINTS catalog.category
--   category_background_size_check CHECK ((background_size = ANY (ARRAY['contain'::text, 'repeat'::text, 'cover'::text])))
--   category_divider_position_check CHECK ((divider_position = ANY (ARRAY['top'::text, 'bottom'::text])))
--   category_divider_type_check CHECK ((divider_type = ANY (ARRAY['image'::text, 'mask'::text])))
--   category_parent_fkey FOREIGN KEY (game_id, parent_id) REFERENCES catalog.category(game_id, id)
--   category_pkey PRIMARY KEY (game_id, id)
--   category_render_type_check CHECK ((render_type = ANY (ARRAY['default'::text, 'carousel'::text])))
--   category_slug_key UNIQUE (game_id, slug) DEFERRABLE

-- CONSTRAINTS catalog.item
--   item_fallback_check CHECK (((fallback_item_id <> id) AND ((fallback_item_quantity IS NULL) OR (fallback_item_id IS NOT NULL)) AND (fallback_item_quantity > 0)))
--   item_fallback_fkey FOREIGN KEY (game_id, fallback_item_id) REFERENCES catalog.item(game_id, id)
--   item_pkey PRIMARY KEY (game_id, id)
--   item_price_check CHECK (((price_minor >= 0) AND ((price_minor IS NULL) OR (price_template_id IS NULL))))
--   item_quantity_check CHECK (((quantity >= 1) AND (quantity <= '9007199254740991'::bigint)))
--   item_sku_key UNIQUE (game_id, sku) DEFERRABLE
--   item_type_check CHECK ((type = ANY (ARRAY['item'::text, 'currency'::text, 'bundle'::text, 'lootbox'::text, 'subscription'::text, 'virtual_currency'::text])))
--   item_view_option_check CHECK ((view_option = ANY (ARRAY['default'::text, 'skeleton'::text])))

-- CONSTRAINTS catalog.item_category
--   item_category_category_fkey FOREIGN KEY (game_id, category_id) REFERENCES catalog.category(game_id, id) ON DELETE CASCADE
--   item_category_item_fkey FOREIGN KEY (game_id, item_id) REFERENCES catalog.item(game_id, id) ON DELETE CASCADE
--   item_category_pkey PRIMARY KEY (game_id, item_id, category_id)

-- CONSTRAINTS catalog.nested_item
--   nested_item_bundle_fkey FOREIGN KEY (game_id, bundle_id) REFERENCES catalog.item(game_id, id) ON DELETE CASCADE
--   nested_item_count_check CHECK (((count >= 1) AND (count <= '9007199254740991'::bigint)))
--   nested_item_item_fkey FOREIGN KEY (game_id, item_id) REFERENCES catalog.item(game_id, id)
--   nested_item_pkey PRIMARY KEY (game_id, bundle_id, "position")
--   nested_item_view_type_check CHECK ((view_type = 'separated'::text))

-- CONSTRAINTS catalog.version
--   version_pkey PRIMARY KEY (game_id)

-- CONSTRAINTS consents.gdpr_request
--   gdpr_request_document_check CHECK ((((document IS NULL) = (document_expires_at IS NULL)) AND ((document IS NULL) OR (type = 'export'::text))))
--   gdpr_request_end_check CHECK (((status = 'completed'::text) = (ended_at IS NOT NULL)))
--   gdpr_request_pkey PRIMARY KEY (game_id, id)
--   gdpr_request_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'waiting'::text, 'completed'::text])))
--   gdpr_request_type_check CHECK ((type = ANY (ARRAY['export'::text, 'erasure'::text])))

-- CONSTRAINTS disputes.alarm
--   alarm_pkey PRIMARY KEY (subject, programme, scheme, month, step)
--   alarm_step_check CHECK ((step = ANY (ARRAY[50, 75, 100])))

-- CONSTRAINTS disputes.dispute
--   dispute_amount_check CHECK ((amount_minor > 0))
--   dispute_answer_check CHECK ((answer = ANY (ARRAY['none'::text, 'sending'::text, 'sent'::text, 'by_hand'::text, 'accepting'::text, 'accepted'::text, 'refused'::text, 'too_late'::text])))
--   dispute_answered_check CHECK (((answered_at IS NOT NULL) = (answer = ANY (ARRAY['sent'::text, 'accepted'::text]))))
--   dispute_closed_check CHECK (((closed_at IS NOT NULL) = (status = ANY (ARRAY['won'::text, 'lost'::text, 'warning_closed'::text]))))
--   dispute_environment_check CHECK ((environment = ANY (ARRAY['sandbox'::text, 'live'::text])))
--   dispute_inquiry_check CHECK (
CASE
    WHEN is_inquiry THEN (status = ANY (ARRAY['warning_needs_response'::text, 'under_review'::text, 'warning_closed'::text]))
    ELSE (status = ANY (ARRAY['needs_response'::text, 'under_review'::text, 'won'::text, 'lost'::text]))
END)
--   dispute_pkey PRIMARY KEY (game_id, id)
--   dispute_provider_key UNIQUE (game_id, payment_id, provider_dispute_id)
--   dispute_status_check CHECK ((status = ANY (ARRAY['warning_needs_response'::text, 'needs_response'::text, 'under_review'::text, 'won'::text, 'lost'::text, 'warning_closed'::text])))

-- CONSTRAINTS disputes.evidence
--   evidence_dispute_fkey FOREIGN KEY (game_id, dispute_id) REFERENCES disputes.dispute(game_id, id)
--   evidence_erased_check CHECK (((document_sealed IS NULL) = (erased_at IS NOT NULL)))
--   evidence_pkey PRIMARY KEY (game_id, dispute_id)
--   evidence_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))

-- CONSTRAINTS disputes.month_count
--   month_count_counts_check CHECK (((sales >= 0) AND ((authenticated_sales >= 0) AND (authenticated_sales <= sales)) AND (disputes >= 0) AND ((fraud_disputes >= 0) AND (fraud_disputes <= disputes)) AND (fraud_disputes_usd_minor >= 0) AND (fraud_reports >= 0)))
--   month_count_month_check CHECK ((EXTRACT(day FROM month) = (1)::numeric))
--   month_count_pkey PRIMARY KEY (game_id, scheme, month)

-- CONSTRAINTS disputes.warning_rule
--   warning_rule_amount_check CHECK ((refund_up_to_usd_minor > 0))
--   warning_rule_hours_check CHECK (((within_hours >= 1) AND (within_hours <= 720)))
--   warning_rule_pkey PRIMARY KEY (game_id)

-- CONSTRAINTS fees.fee_plan
--   fee_plan_amounts_check CHECK (((fixed_usd_minor >= 0) AND (minimum_usd_minor >= 0)))
--   fee_plan_from_key UNIQUE NULLS NOT DISTINCT (studio_id, game_id, valid_from)
--   fee_plan_pkey PRIMARY KEY (studio_id, id)
--   fee_plan_rate_check CHECK (((rate_ppm >= 0) AND (rate_ppm <= 1000000)))

-- CONSTRAINTS fulfillment.claim_key
--   claim_key_pkey PRIMARY KEY (game_id, id)

-- CONSTRAINTS fulfillment.grant_entry
--   grant_entry_pkey PRIMARY KEY (game_id, id)
--   grant_entry_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'claimable'::text, 'acknowledged'::text, 'declined'::text, 'revoking'::text, 'revoked'::text, 'voided'::text])))

-- CONSTRAINTS fulfillment.reservation
--   reservation_pkey PRIMARY KEY (game_id, payment_id)
--   reservation_state_check CHECK ((state = ANY (ARRAY['asking'::text, 'held'::text, 'refused'::text, 'unknown'::text, 'used'::text, 'released'::text])))

-- CONSTRAINTS fulfillment.taken_part
--   taken_part_end_check CHECK (((state = 'revoking'::text) = (ended_at IS NULL)))
--   taken_part_mode_check CHECK ((mode = ANY (ARRAY['push'::text, 'claim'::text])))
--   taken_part_pkey PRIMARY KEY (game_id, id)
--   taken_part_state_check CHECK ((state = ANY (ARRAY['revoking'::text, 'revoked'::text, 'withheld'::text, 'void'::text])))

-- CONSTRAINTS fx.rate_day
--   rate_day_pkey PRIMARY KEY (day)
--   rate_day_units_check CHECK (((jsonb_typeof(units) = 'object'::text) AND (NOT (units ? base)) AND (units <> '{}'::jsonb)))

-- CONSTRAINTS game_servers.binding
--   binding_endpoint_fkey FOREIGN KEY (game_id, endpoint_id) REFERENCES game_servers.endpoint(game_id, id) ON DELETE CASCADE
--   binding_pkey PRIMARY KEY (game_id, event_type, endpoint_id)

-- CONSTRAINTS game_servers.endpoint
--   endpoint_api_version_check CHECK ((api_version ~ '^\d{4}-\d{2}-\d{2}$'::text))
--   endpoint_batch_max_events_check CHECK (((batch_max_events >= 1) AND (batch_max_events <= 10000)))
--   endpoint_batch_max_seconds_check CHECK (((batch_max_seconds >= 1) AND (batch_max_seconds <= 3600)))
--   endpoint_disabled_check CHECK (((disabled_reason IS NULL) OR ((disabled_at IS NOT NULL) AND (disabled_reason = ANY (ARRAY['requested'::text, 'gone'::text, 'failing'::text])))))
--   endpoint_environment_check CHECK ((environment = ANY (ARRAY['sandbox'::text, 'live'::text])))
--   endpoint_max_concurrency_check CHECK (((max_concurrency >= 1) AND (max_concurrency <= 100)))
--   endpoint_max_per_second_check CHECK (((max_per_second >= 1) AND (max_per_second <= 1000)))
--   endpoint_method_check CHECK ((method = ANY (ARRAY['GET'::text, 'POST'::text])))
--   endpoint_pkey PRIMARY KEY (game_id, id)
--   endpoint_signature_check CHECK ((((signature_scheme = 'standard-webhooks'::text) AND (signature_header IS NULL) AND (timestamp_header IS NULL)) OR ((signature_scheme = 'timestamped-hmac'::text) AND (signature_header IS NOT NULL) AND (timestamp_header IS NOT NULL))))

-- CONSTRAINTS game_servers.fulfillment
--   fulfillment_mode_check CHECK ((mode = ANY (ARRAY['push'::text, 'reserve'::text, 'claim'::text])))
--   fulfillment_pkey PRIMARY KEY (game_id)

-- CONSTRAINTS game_servers.player_verification
--   player_verification_pkey PRIMARY KEY (game_id, player_id)

-- CONSTRAINTS game_servers.secret
--   secret_endpoint_fkey FOREIGN KEY (game_id, endpoint_id) REFERENCES game_servers.endpoint(game_id, id) ON DELETE CASCADE
--   secret_pkey PRIMARY KEY (game_id, id)

-- CONSTRAINTS game_servers.signing_key
--   signing_key_endpoint_fkey FOREIGN KEY (game_id, endpoint_id) REFERENCES game_servers.endpoint(game_id, id) ON DELETE CASCADE
--   signing_key_pkey PRIMARY KEY (game_id, endpoint_id)

-- CONSTRAINTS games.country_mode
--   country_mode_country_check CHECK ((country ~ '^[A-Z]{2}$'::text))
--   country_mode_mode_check CHECK ((mode = ANY (ARRAY['blocked'::text, 'own_psp'::text]))) NOT VALID
--   country_mode_pkey PRIMARY KEY (game_id, country)

-- CONSTRAINTS games.game
--   game_api_version_before_check CHECK (((api_version_before IS NULL) = (api_version_changed_at IS NULL)))
--   game_api_version_check CHECK (((api_version ~ '^\d{4}-\d{2}-\d{2}$'::text) AND (api_version_before ~ '^\d{4}-\d{2}-\d{2}$'::text)))
--   game_environment_check CHECK ((environment = ANY (ARRAY['sandbox'::text, 'live'::text])))
--   game_environment_key UNIQUE (title_id, environment)
--   game_four_eyes_check CHECK (((four_eyes_above_usd_minor >= 0) AND (four_eyes_next_usd_minor >= 0)))
--   game_pkey PRIMARY KEY (id)
--   game_psp_fee_bearer_check CHECK ((psp_fee_bearer = ANY (ARRAY['studio'::text, 'operator'::text])))
--   game_refund_breaker_check CHECK ((((auto_refunds_per_hour_max >= 0) AND (auto_refunds_per_hour_max <= 10000)) AND ((auto_refunds_percent_max >= 0) AND (auto_refunds_percent_max <= 100))))
--   game_refund_if_check CHECK (((refund_if_used = ANY (ARRAY['refund'::text, 'ask'::text, 'refuse'::text])) AND (refund_if_transferred = ANY (ARRAY['refund'::text, 'ask'::text, 'refuse'::text])) AND (refund_if_unanswered = ANY (ARRAY['refund'::text, 'ask'::text]))))
--   game_slug_key UNIQUE (slug, environment)
--   game_studio_fkey FOREIGN KEY (studio_id) REFERENCES games.studio(id)
--   game_unacknowledged_refund_hours_check CHECK (((unacknowledged_refund_hours >= 1) AND (unacknowledged_refund_hours <= 168)))

-- CONSTRAINTS games.studio
--   studio_pkey PRIMARY KEY (id)

-- CONSTRAINTS hubcraft_migration.applied
--   applied_pkey PRIMARY KEY (name)

-- CONSTRAINTS ledger.balance_rollup
--   balance_rollup_pkey PRIMARY KEY (game_id, slice, account, currency)

-- CONSTRAINTS ledger.booked_meanwhile
--   booked_meanwhile_pkey PRIMARY KEY (game_id, entry_id, month)

-- CONSTRAINTS ledger.booked_month
--   booked_month_pkey PRIMARY KEY (game_id, legal_entity, month)

-- CONSTRAINTS ledger.fresh_sum
--   fresh_sum_pkey PRIMARY KEY (game_id, number)

-- CONSTRAINTS ledger.journal_entry
--   journal_entry_fact_key UNIQUE (game_id, fact)
--   journal_entry_pkey PRIMARY KEY (game_id, id)

-- CONSTRAINTS ledger.legal_entity
--   legal_entity_begins_check CHECK ((EXTRACT(day FROM begins) = (1)::numeric))
--   legal_entity_id_check CHECK ((id ~ '^[a-z0-9][a-z0-9-]{0,31}$'::text))
--   legal_entity_pkey PRIMARY KEY (id)

-- CONSTRAINTS ledger.month
--   month_closed_check CHECK ((((state = 'closed'::text) = (closed_at IS NOT NULL)) AND ((state = 'closed'::text) = (closed_by IS NOT NULL))))
--   month_entity_fkey FOREIGN KEY (legal_entity) REFERENCES ledger.legal_entity(id)
--   month_first_day_check CHECK ((EXTRACT(day FROM month) = (1)::numeric))
--   month_pkey PRIMARY KEY (legal_entity, month)
--   month_second_person_check CHECK ((closed_by <> asked_by))
--   month_state_check CHECK ((state = ANY (ARRAY['closing'::text, 'closed'::text])))

-- CONSTRAINTS ledger.month_balance
--   month_balance_month_fkey FOREIGN KEY (legal_entity, month) REFERENCES ledger.month(legal_entity, month)
--   month_balance_pkey PRIMARY KEY (legal_entity, month, account, currency)

-- CONSTRAINTS ledger.posting
--   posting_amount_check CHECK ((amount_minor <> 0))
--   posting_pkey PRIMARY KEY (game_id, entry_id, line)

-- CONSTRAINTS ledger.psp_fee
--   psp_fee_bearer_check CHECK ((bearer = ANY (ARRAY['studio'::text, 'operator'::text])))
--   psp_fee_pkey PRIMARY KEY (game_id, payment_id)
--   psp_fee_settled_check CHECK (((settled_minor IS NULL) = (line_id IS NULL)))
--   psp_fee_told_check CHECK ((((bearer IS NULL) = (estimated_minor IS NULL)) AND ((bearer IS NULL) = (is_of_sale IS NULL))))

-- CONSTRAINTS ledger.settlement_exchange
--   settlement_exchange_kind_check CHECK ((kind = ANY (ARRAY['capture'::text, 'refund'::text, 'chargeback'::text])))
--   settlement_exchange_pkey PRIMARY KEY (game_id, provider, line_id)
--   settlement_exchange_sum_check CHECK ((((settled_gross_minor - settled_fee_minor) = settled_net_minor) AND (currency <> settled_currency)))

-- CONSTRAINTS ledger.tax_line
--   tax_line_part_check CHECK ((part > 0))
--   tax_line_pkey PRIMARY KEY (game_id, entry_id, line)
--   tax_line_treatment_check CHECK ((treatment = ANY (ARRAY['charge'::text, 'no_tax'::text, 'reverse_charge'::text, 'psp_collects'::text])))

-- CONSTRAINTS ledger.untold_entry
--   untold_entry_pkey PRIMARY KEY (game_id, entry_id)

-- CONSTRAINTS notifications.mail
--   mail_dispute_check CHECK ((((kind ~~ 'dispute\_%'::text) = (dispute_id <> ''::text)) AND ((kind ~~ 'dispute\_%'::text) = (disputed_minor IS NOT NULL))))
--   mail_due_check CHECK ((((kind = 'voucher'::text) = (due_at IS NOT NULL)) AND ((due_at IS NULL) = (next_at IS NOT NULL))))
--   mail_fact_key UNIQUE (game_id, order_id, kind, refund_id, dispute_id, payment_id)
--   mail_kind_check CHECK ((kind = ANY (ARRAY['receipt'::text, 'refund'::text, 'copy'::text, 'part_refund'::text, 'dispute_opened'::text, 'dispute_won'::text, 'dispute_lost'::text, 'voucher'::text])))
--   mail_part_check CHECK ((((kind = 'part_refund'::text) = (refund_id <> ''::text)) AND ((kind = 'part_refund'::text) = (part IS NOT NULL))))
--   mail_pkey PRIMARY KEY (game_id, id)
--   mail_sent_check CHECK (((state = 'sent'::text) = (sent_at IS NOT NULL)))
--   mail_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'sent'::text, 'skipped'::text, 'failed'::text])))
--   mail_voucher_check CHECK (((kind = 'voucher'::text) = (payment_id <> ''::text)))

-- CONSTRAINTS notifications.mail_alarm
--   mail_alarm_kind_check CHECK ((kind = ANY (ARRAY['bounces'::text, 'complaints'::text])))
--   mail_alarm_pkey PRIMARY KEY (day, kind)

-- CONSTRAINTS notifications.mail_report
--   mail_report_kind_check CHECK ((kind = ANY (ARRAY['hard_bounce'::text, 'soft_bounce'::text, 'blocked'::text, 'complaint'::text])))
--   mail_report_pkey PRIMARY KEY (game_id, mail_id, kind)
--   mail_report_source_check CHECK ((source = ANY (ARRAY['smtp'::text, 'report'::text])))

-- CONSTRAINTS notifications.member_mail
--   member_mail_about_check CHECK (((kind ~~ 'studio\_dispute\_%'::text) = (about IS NOT NULL)))
--   member_mail_due_check CHECK ((((kind ~~ 'studio\_dispute\_%'::text) = (due_at IS NOT NULL)) AND ((due_at IS NULL) = (next_at IS NOT NULL))))
--   member_mail_fact_key UNIQUE (game_id, event_id)
--   member_mail_kind_check CHECK ((kind = ANY (ARRAY['invitation'::text, 'password_link'::text, 'password_changed'::text, 'studio_dispute_opened'::text, 'studio_dispute_due'::text, 'studio_dispute_won'::text, 'studio_dispute_lost'::text])))
--   member_mail_pkey PRIMARY KEY (game_id, id)
--   member_mail_sent_check CHECK (((state = 'sent'::text) = (sent_at IS NOT NULL)))
--   member_mail_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'sent'::text, 'skipped'::text, 'failed'::text])))

-- CONSTRAINTS notifications.soft_bounce
--   soft_bounce_pkey PRIMARY KEY (address_key, mail_id)

-- CONSTRAINTS notifications.suppression
--   suppression_once UNIQUE (address_key, reason)
--   suppression_pkey PRIMARY KEY (id)
--   suppression_reason_check CHECK ((reason = ANY (ARRAY['hard_bounce'::text, 'soft_bounces'::text, 'complaint'::text])))

-- CONSTRAINTS notifications.withdrawal_mail
--   withdrawal_mail_fact_key UNIQUE (game_id, withdrawal_id)
--   withdrawal_mail_pkey PRIMARY KEY (game_id, id)
--   withdrawal_mail_sent_check CHECK (((state = 'sent'::text) = (sent_at IS NOT NULL)))
--   withdrawal_mail_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'sent'::text, 'skipped'::text, 'failed'::text])))

-- CONSTRAINTS offers.store
--   store_key_key UNIQUE (game_id, key)
--   store_pkey PRIMARY KEY (game_id, id)
--   store_type_check CHECK ((type = ANY (ARRAY['default'::text, 'special'::text])))
--   store_window_check CHECK ((start_at < end_at))

-- CONSTRAINTS offers.store_item
--   store_item_bonus_check CHECK (((bonus_percent IS NULL) OR (bonus_fixed IS NULL)))
--   store_item_discount_check CHECK (((discount_percent >= 0) AND (discount_percent <= 99)))
--   store_item_pkey PRIMARY KEY (game_id, id)
--   store_item_price_check CHECK (((price_minor > 0) AND ((price_minor IS NULL) OR (price_template_id IS NULL))))
--   store_item_quantity_check CHECK ((quantity > 0))
--   store_item_store_fkey FOREIGN KEY (game_id, store_id) REFERENCES offers.store(game_id, id) ON DELETE CASCADE
--   store_item_window_check CHECK ((start_at < end_at))

-- CONSTRAINTS offers.version
--   version_pkey PRIMARY KEY (game_id)

-- CONSTRAINTS onboarding.acceptance
--   acceptance_agreement_fkey FOREIGN KEY (agreement_id) REFERENCES onboarding.agreement(id)
--   acceptance_pkey PRIMARY KEY (studio_id, agreement_id)

-- CONSTRAINTS onboarding.agreement
--   agreement_kind_check CHECK ((kind = ANY (ARRAY['acceptable_use'::text, 'self_billing'::text])))
--   agreement_pkey PRIMARY KEY (id)
--   agreement_version_key UNIQUE (kind, version)

-- CONSTRAINTS onboarding.company
--   company_pkey PRIMARY KEY (studio_id, id)
--   company_screened_check CHECK (((screening = 'pending'::text) = (screened_at IS NULL)))
--   company_screening_check CHECK ((screening = ANY (ARRAY['pending'::text, 'clear'::text, 'hit'::text, 'unavailable'::text])))

-- CONSTRAINTS onboarding.decision
--   decision_company_check CHECK (((kind <> 'approve'::text) OR (company_id IS NOT NULL)))
--   decision_decided_check CHECK ((((state = 'open'::text) = (decided_by IS NULL)) AND ((state = 'open'::text) = (decided_at IS NULL))))
--   decision_kind_check CHECK ((kind = ANY (ARRAY['start_review'::text, 'request_information'::text, 'approve'::text, 'reject'::text, 'suspend'::text])))
--   decision_pkey PRIMARY KEY (studio_id, id)
--   decision_second_person_check CHECK (((kind <> 'approve'::text) OR (state <> ALL (ARRAY['applied'::text, 'rejected'::text])) OR (decided_by <> proposed_by)))
--   decision_state_check CHECK ((state = ANY (ARRAY['open'::text, 'applied'::text, 'rejected'::text, 'withdrawn'::text, 'outdated'::text])))

-- CONSTRAINTS onboarding.gate
--   gate_pkey PRIMARY KEY (game_id)

-- CONSTRAINTS onboarding.standing
--   standing_kyb_status_check CHECK ((kyb_status = ANY (ARRAY['not_started'::text, 'submitted'::text, 'in_review'::text, 'needs_information'::text, 'approved'::text, 'rejected'::text, 'suspended'::text])))
--   standing_pkey PRIMARY KEY (studio_id)
--   standing_tax_form_check CHECK ((tax_form = ANY (ARRAY['w9'::text, 'w8ben'::text, 'w8ben_e'::text, 'w8eci'::text, 'not_needed'::text])))
--   standing_tax_form_told_check CHECK ((((tax_form IS NULL) = (tax_form_reference IS NULL)) AND ((tax_form IS NULL) = (tax_form_set_by IS NULL)) AND ((tax_form IS NULL) = (tax_form_set_at IS NULL))))

-- CONSTRAINTS onboarding.taxpayer_number
--   taxpayer_number_form_check CHECK ((form = 'w9'::text))
--   taxpayer_number_pkey PRIMARY KEY (studio_id, form)

-- CONSTRAINTS onboarding.waiver
--   waiver_ended_check CHECK ((((ended_at IS NULL) = (ended_by IS NULL)) AND ((ended_at IS NULL) = (end_reason IS NULL))))
--   waiver_pkey PRIMARY KEY (game_id)

-- CONSTRAINTS orders.order
--   order_amount_check CHECK (((amount_minor > 0) AND (listed_minor > 0) AND (amount_before_discount_minor >= listed_minor)))
--   order_attempt_check CHECK (((payment_id IS NULL) = (status = ANY (ARRAY['created'::text, 'reattempted'::text]))))
--   order_country_source_check CHECK ((country_source = ANY (ARRAY['studio'::text, 'buyer'::text, 'player'::text, 'ip_address'::text, 'hub'::text, 'card'::text])))
--   order_pkey PRIMARY KEY (game_id, id)
--   order_quoted_on_check CHECK ((quoted_on ~ '^\d{4}-\d\d-\d\d$'::text))
--   order_receipt_number_check CHECK ((receipt_number ~ '^[0-9]{16}$'::text))
--   order_receipt_number_key UNIQUE (game_id, receipt_number)
--   order_sale_check CHECK (((sale IS NULL) = (status = ANY (ARRAY['created'::text, 'captured'::text, 'reattempted'::text]))))
--   order_source_check CHECK ((source = ANY (ARRAY['s2s'::text, 'hub'::text, 'sdk'::text, 'checkout_link'::text])))
--   order_status_check CHECK ((status = ANY (ARRAY['created'::text, 'captured'::text, 'paid'::text, 'canceled'::text, 'refunded'::text, 'refund_requested'::text, 'reattempted'::text, 'disputed'::text])))
--   order_undiscounted_check CHECK ((undiscounted_minor > 0))

-- CONSTRAINTS orders.order_transition
--   order_transition_order_fkey FOREIGN KEY (game_id, order_id) REFERENCES orders."order"(game_id, id) DEFERRABLE INITIALLY DEFERRED
--   order_transition_pkey PRIMARY KEY (game_id, order_id, version)

-- CONSTRAINTS orders.place_evidence
--   place_evidence_country_check CHECK ((country ~ '^[A-Z]{2}$'::text))
--   place_evidence_kind_check CHECK ((kind = ANY (ARRAY['declared'::text, 'ip_address'::text, 'card'::text, 'sim'::text, 'bank'::text])))
--   place_evidence_pkey PRIMARY KEY (game_id, order_id, payment_id, kind)
--   place_evidence_told_by_check CHECK ((told_by = ANY (ARRAY['studio'::text, 'buyer'::text, 'player'::text, 'card'::text, 'registry'::text, 'proxy'::text, 'provider'::text])))

-- CONSTRAINTS orders.waiver
--   waiver_pkey PRIMARY KEY (game_id, order_id, payment_id, line_id)
--   waiver_words_check CHECK ((words <> ''::text))

-- CONSTRAINTS payments.account
--   account_check_outcome_check CHECK ((check_outcome = ANY (ARRAY['works'::text, 'refused'::text, 'no_answer'::text])))
--   account_credentials_check CHECK (((state = 'removed'::text) = (credentials_sealed IS NULL)))
--   account_pkey PRIMARY KEY (game_id, id)
--   account_provider_check CHECK ((provider = ANY (ARRAY['sandbox'::text, 'stripe'::text])))
--   account_state_check CHECK ((state = ANY (ARRAY['in_use'::text, 'retired'::text, 'removed'::text])))

-- CONSTRAINTS payments.fraud_report
--   fraud_report_payment_fkey FOREIGN KEY (game_id, payment_id) REFERENCES payments.payment(game_id, id)
--   fraud_report_pkey PRIMARY KEY (game_id, payment_id)

-- CONSTRAINTS payments.method_rules
--   method_rules_list_check CHECK ((jsonb_typeof(rules) = 'array'::text))
--   method_rules_pkey PRIMARY KEY (game_id)

-- CONSTRAINTS payments.payment
--   payment_amount_check CHECK (((amount_minor > 0) AND (captured_minor >= 0)))
--   payment_dispute_check CHECK ((dispute_stage = ANY (ARRAY['opened'::text, 'won'::text, 'lost'::text])))
--   payment_done_check CHECK (((status <> 'done'::text) OR (captured_minor > 0)))
--   payment_initiator_check CHECK ((initiator = ANY (ARRAY['buyer'::text, 'merchant'::text]))) NOT VALID
--   payment_instructions_check CHECK (((instructions_sealed IS NULL) OR (status = 'created'::text))) NOT VALID
--   payment_pkey PRIMARY KEY (game_id, id)
--   payment_provider_reference_key UNIQUE (game_id, provider, provider_reference)
--   payment_refund_check CHECK (((refunded_minor >= 0) AND (refunded_minor <= refunding_minor) AND (refunding_minor <= captured_minor)))
--   payment_risk_check CHECK ((((risk_decision = ANY (ARRAY['allow'::text, 'three_ds'::text, 'wait'::text, 'deny'::text, 'review'::text])) AND (risk_reason IS NOT NULL)) OR ((risk_decision IS NULL) AND (risk_reason IS NULL)))) NOT VALID
--   payment_save_consent_check CHECK (((save_consent_version IS NULL) = (save_consent_locale IS NULL))) NOT VALID
--   payment_status_check CHECK ((status = ANY (ARRAY['created'::text, 'done'::text, 'failed'::text, 'rejected'::text, 'canceled'::text, 'abandoned'::text, 'expired'::text, 'voided'::text, 'refund_requested'::text, 'refunded'::text, 'dispute'::text, 'chargeback'::text])))

-- CONSTRAINTS payments.provider_route
--   provider_route_pkey PRIMARY KEY ("position")
--   provider_route_providers_check CHECK ((cardinality(providers) > 0))
--   provider_route_sales_key UNIQUE NULLS NOT DISTINCT (game_id, method, country, currency)

-- CONSTRAINTS payments.psp_notification
--   psp_notification_pkey PRIMARY KEY (game_id, psp, event_id)
--   psp_notification_state_check CHECK ((state = ANY (ARRAY['stored'::text, 'processed'::text, 'ignored'::text])))

-- CONSTRAINTS payments.refund
--   refund_amount_check CHECK ((amount_minor > 0))
--   refund_payment_fkey FOREIGN KEY (game_id, payment_id) REFERENCES payments.payment(game_id, id)
--   refund_pkey PRIMARY KEY (game_id, id)
--   refund_purpose_check CHECK ((purpose = ANY (ARRAY['order'::text, 'late'::text, 'overpaid'::text])))
--   refund_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'pending'::text, 'succeeded'::text, 'failed'::text])))

-- CONSTRAINTS payments.saved_method
--   saved_method_default_check CHECK (((state = 'active'::text) OR (NOT is_default)))
--   saved_method_left_because_check CHECK ((left_because = ANY (ARRAY['player'::text, 'replaced'::text, 'too_many'::text, 'erased'::text])))
--   saved_method_left_check CHECK ((((state = 'active'::text) = (left_because IS NULL)) AND ((state = 'active'::text) = (left_at IS NULL))))
--   saved_method_payment_key UNIQUE (game_id, payment_id)
--   saved_method_pkey PRIMARY KEY (game_id, id)
--   saved_method_state_check CHECK ((state = ANY (ARRAY['active'::text, 'leaving'::text, 'gone'::text])))
--   saved_method_token_check CHECK (((state = 'gone'::text) = (token_sealed IS NULL)))
--   saved_method_usage_check CHECK ((usage = ANY (ARRAY['on_session'::text, 'off_session'::text])))

-- CONSTRAINTS payments.saved_method_export
--   saved_method_export_approved_check CHECK ((((approved_by IS NULL) = (approved_at IS NULL)) AND (approved_by IS DISTINCT FROM asked_by)))
--   saved_method_export_pkey PRIMARY KEY (id)

-- CONSTRAINTS payments.sca_exemption
--   sca_exemption_pkey PRIMARY KEY (country)
--   sca_exemption_something_check CHECK ((low_value OR (tra_up_to_minor IS NOT NULL)))
--   sca_exemption_tra_check CHECK (((tra_up_to_minor >= 1) AND (tra_up_to_minor <= 50000)))

-- CONSTRAINTS payouts.account
--   account_confirmed_check CHECK ((((confirmed_by IS NULL) = (confirmed_at IS NULL)) AND ((confirmed_at IS NULL) = (usable_at IS NULL))))
--   account_environment_check CHECK ((environment = ANY (ARRAY['sandbox'::text, 'live'::text])))
--   account_four_eyes_check CHECK (((confirmed_by IS NULL) OR ((confirmed_by <> asked_by) AND (confirmed_by IS DISTINCT FROM asked_by_member))))
--   account_kind_check CHECK ((kind = ANY (ARRAY['iban'::text, 'local'::text])))
--   account_paid_in_check CHECK ((paid_in <> currency))
--   account_pkey PRIMARY KEY (studio_id, id)
--   account_removed_check CHECK (((removed_by IS NULL) = (removed_at IS NULL)))
--   account_wait_check CHECK (((usable_at IS NULL) OR (usable_at >= (confirmed_at + '72:00:00'::interval))))

-- CONSTRAINTS payouts.bank_batch
--   bank_batch_pkey PRIMARY KEY (id)
--   bank_batch_sent_check CHECK (((sent_by IS NULL) = (sent_at IS NULL)))

-- CONSTRAINTS payouts.bank_entry
--   bank_entry_direction_check CHECK ((direction = ANY (ARRAY['debit'::text, 'credit'::text, 'rejection'::text, 'other'::text])))
--   bank_entry_pkey PRIMARY KEY (report_id, number)
--   bank_entry_report_fkey FOREIGN KEY (report_id) REFERENCES payouts.bank_report(id)

-- CONSTRAINTS payouts.bank_order
--   bank_order_amount_check CHECK ((amount_minor > 0))
--   bank_order_batch_check CHECK (((state = 'waiting'::text) = (batch_id IS NULL)))
--   bank_order_pkey PRIMARY KEY (reference)
--   bank_order_reason_check CHECK (((state = 'rejected'::text) = (reason_code IS NOT NULL)))
--   bank_order_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'in_file'::text, 'sent'::text, 'booked'::text, 'rejected'::text])))

-- CONSTRAINTS payouts.bank_report
--   bank_report_kind_check CHECK ((kind = ANY (ARRAY['camt.053'::text, 'camt.054'::text, 'pain.002'::text])))
--   bank_report_message_key UNIQUE (kind, about, message_id)
--   bank_report_pkey PRIMARY KEY (id)

-- CONSTRAINTS payouts.bank_settlement
--   bank_settlement_debited_check CHECK (((debited_minor IS NULL) OR ((debited_minor > 0) AND (state = 'booked'::text))))
--   bank_settlement_order_fkey FOREIGN KEY (reference) REFERENCES payouts.bank_order(reference)
--   bank_settlement_pkey PRIMARY KEY (reference, number)
--   bank_settlement_state_check CHECK ((state = ANY (ARRAY['booked'::text, 'rejected'::text, 'returned'::text])))

-- CONSTRAINTS payouts.book
--   book_pkey PRIMARY KEY (studio_id, of_game)

-- CONSTRAINTS payouts.closed_day
--   closed_day_pkey PRIMARY KEY (studio_id, of_game, currency, day, kind)

-- CONSTRAINTS payouts.debit_account
--   debit_account_number_check CHECK (((iban IS NULL) <> (account_number IS NULL)))
--   debit_account_pkey PRIMARY KEY (legal_entity, currency)

-- CONSTRAINTS payouts.form_1099k
--   form_1099k_pkey PRIMARY KEY (id)
--   form_1099k_version_check CHECK ((version > 0))
--   form_1099k_version_key UNIQUE (legal_entity, year, version)

-- CONSTRAINTS payouts.hold
--   hold_amount_check CHECK (((amount_minor IS NULL) OR ((amount_minor > 0) AND (currency IS NOT NULL))))
--   hold_environment_check CHECK ((environment = ANY (ARRAY['sandbox'::text, 'live'::text])))
--   hold_pkey PRIMARY KEY (studio_id, id)
--   hold_reason_check CHECK ((reason_code = ANY (ARRAY['disputes_high'::text, 'refunds_high'::text, 'kyb_needed'::text, 'sanctions_review'::text, 'account_review'::text, 'unusual_sales'::text, 'legal_order'::text, 'other'::text, 'self_billing_needed'::text, 'tax_form_needed'::text])))
--   hold_released_check CHECK (((released_by IS NULL) = (released_at IS NULL)))

-- CONSTRAINTS payouts.invoice
--   invoice_in_series_key UNIQUE (studio_id, legal_entity_id, environment, series_year, series_number)
--   invoice_kind_check CHECK (((kind = ANY (ARRAY['invoice'::text, 'credit_note'::text])) AND ((kind = 'credit_note'::text) = (original_id IS NOT NULL))))
--   invoice_number_key UNIQUE (number)
--   invoice_of_payout_key UNIQUE (studio_id, payout_id, kind)
--   invoice_original_fkey FOREIGN KEY (studio_id, original_id) REFERENCES payouts.invoice(studio_id, id)
--   invoice_payout_fkey FOREIGN KEY (studio_id, payout_id) REFERENCES payouts.payout(studio_id, id)
--   invoice_pkey PRIMARY KEY (studio_id, id)
--   invoice_series_fkey FOREIGN KEY (studio_id, legal_entity_id, environment, series_year) REFERENCES payouts.invoice_series(studio_id, legal_entity_id, environment, year)
--   invoice_total_check CHECK ((((net_minor + tax_minor) = total_minor) AND (net_minor >= 0) AND (tax_minor >= 0) AND (total_minor > 0)))

-- CONSTRAINTS payouts.invoice_file
--   invoice_file_invoice_fkey FOREIGN KEY (studio_id, invoice_id) REFERENCES payouts.invoice(studio_id, id)
--   invoice_file_pkey PRIMARY KEY (studio_id, invoice_id)

-- CONSTRAINTS payouts.invoice_series
--   invoice_series_environment_check CHECK ((environment = ANY (ARRAY['sandbox'::text, 'live'::text])))
--   invoice_series_number_check CHECK ((last_number > 0))
--   invoice_series_pkey PRIMARY KEY (studio_id, legal_entity_id, environment, year)

-- CONSTRAINTS payouts.invoice_terms
--   invoice_terms_language_check CHECK ((language = ANY (ARRAY['en'::text, 'de'::text])))
--   invoice_terms_law_check CHECK (((vat = ANY (ARRAY['derived'::text, 'charged'::text])) OR (law IS NOT NULL)))
--   invoice_terms_pkey PRIMARY KEY (studio_id, version)
--   invoice_terms_rate_check CHECK (((vat = 'charged'::text) = (rate IS NOT NULL)))
--   invoice_terms_vat_check CHECK ((vat = ANY (ARRAY['derived'::text, 'reverse_charge'::text, 'outside'::text, 'charged'::text, 'none'::text])))
--   invoice_terms_version_check CHECK ((version > 0))

-- CONSTRAINTS payouts.invoice_wanted
--   invoice_wanted_kind_check CHECK ((kind = ANY (ARRAY['invoice'::text, 'credit_note'::text])))
--   invoice_wanted_payout_fkey FOREIGN KEY (studio_id, payout_id) REFERENCES payouts.payout(studio_id, id)
--   invoice_wanted_pkey PRIMARY KEY (studio_id, payout_id, kind)
--   invoice_wanted_tried_check CHECK (((missing IS NULL) = (tried_at IS NULL)))

-- CONSTRAINTS payouts.payout
--   payout_account_fkey FOREIGN KEY (studio_id, account_id) REFERENCES payouts.account(studio_id, id)
--   payout_amount_check CHECK ((amount_minor > 0))
--   payout_canceled_check CHECK (((canceled_by IS NOT NULL) = (state = 'canceled'::text)))
--   payout_debited_check CHECK (((debited_minor IS NULL) OR ((debited_minor > 0) AND (state = ANY (ARRAY['in_transit'::text, 'succeeded'::text])))))
--   payout_ended_check CHECK (((ended_at IS NOT NULL) = (state = ANY (ARRAY['succeeded'::text, 'failed'::text, 'canceled'::text]))))
--   payout_environment_check CHECK ((environment = ANY (ARRAY['sandbox'::text, 'live'::text])))
--   payout_exchange_check CHECK (
CASE
    WHEN (paid_in IS NULL) THEN (num_nonnulls(paid_minor, spread_minor, rate, rate_date, rate_source, debited_minor) = 0)
    ELSE ((paid_in <> currency) AND (num_nonnulls(paid_minor, spread_minor, rate, rate_date, rate_source) = 5) AND (paid_minor > 0) AND (spread_minor >= 0) AND (spread_minor < amount_minor))
END)
--   payout_failed_check CHECK (((state <> 'failed'::text) OR (failure IS NOT NULL)))
--   payout_pkey PRIMARY KEY (studio_id, id)
--   payout_posted_check CHECK (((posted_at IS NULL) OR (state = ANY (ARRAY['in_transit'::text, 'succeeded'::text, 'failed'::text]))))
--   payout_returned_check CHECK (((num_nonnulls(returned_at, returned_by, return_reason) = ANY (ARRAY[0, 3])) AND ((returned_at IS NULL) OR ((state = 'succeeded'::text) AND (paid_in IS NULL)))))
--   payout_sent_check CHECK (((sent_at IS NULL) OR (posted_at IS NOT NULL)))
--   payout_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'in_transit'::text, 'succeeded'::text, 'failed'::text, 'canceled'::text, 'held'::text])))
--   payout_succeeded_check CHECK (((state <> 'succeeded'::text) OR ((sent_at IS NOT NULL) AND (provider_reference IS NOT NULL))))

-- CONSTRAINTS payouts.payout_share
--   payout_share_amount_check CHECK ((amount_minor > 0))
--   payout_share_exchange_check CHECK (((num_nonnulls(paid_minor, spread_minor) = ANY (ARRAY[0, 2])) AND COALESCE(((paid_minor >= 0) AND (spread_minor >= 0) AND (spread_minor <= amount_minor)), true)))
--   payout_share_payout_fkey FOREIGN KEY (studio_id, payout_id) REFERENCES payouts.payout(studio_id, id)
--   payout_share_pkey PRIMARY KEY (studio_id, payout_id, of_game)

-- CONSTRAINTS payouts.reserve_part
--   reserve_part_amount_check CHECK ((amount_minor > 0))
--   reserve_part_order_check CHECK (((released_at IS NULL) OR (held_at IS NOT NULL)))
--   reserve_part_pkey PRIMARY KEY (studio_id, of_game, currency, day)

-- CONSTRAINTS payouts.run
--   run_outcome_check CHECK ((outcome = ANY (ARRAY['paid_out'::text, 'below_minimum'::text, 'nothing'::text, 'held'::text, 'not_enabled'::text, 'no_account'::text, 'no_provider'::text, 'payout_open'::text, 'no_rate'::text])))
--   run_paid_out_check CHECK (((outcome = 'paid_out'::text) = (payout_id IS NOT NULL)))
--   run_payout_fkey FOREIGN KEY (studio_id, payout_id) REFERENCES payouts.payout(studio_id, id)
--   run_pkey PRIMARY KEY (studio_id, environment, currency, period)

-- CONSTRAINTS payouts.standing
--   standing_kyb_status_check CHECK ((kyb_status = ANY (ARRAY['not_started'::text, 'submitted'::text, 'in_review'::text, 'needs_information'::text, 'approved'::text, 'rejected'::text, 'suspended'::text])))
--   standing_pkey PRIMARY KEY (studio_id)

-- CONSTRAINTS payouts.terms
--   terms_delay_check CHECK (((delay_days >= 0) AND (delay_days <= 400)))
--   terms_exchange_spread_check CHECK (((exchange_spread_ppm >= 0) AND (exchange_spread_ppm <= 100000)))
--   terms_minimum_check CHECK ((minimum_usd_minor >= 0))
--   terms_pkey PRIMARY KEY (studio_id, id)
--   terms_reserve_check CHECK ((((reserve_ppm >= 0) AND (reserve_ppm <= 1000000)) AND ((reserve_days >= 0) AND (reserve_days <= 400))))
--   terms_schedule_check CHECK ((schedule = ANY (ARRAY['daily'::text, 'weekly'::text, 'twice_monthly'::text, 'monthly'::text])))
--   terms_valid_from_key UNIQUE (studio_id, valid_from)

-- CONSTRAINTS platform.audit_entry
--   audit_entry_id_key UNIQUE (id)
--   audit_entry_pkey PRIMARY KEY (studio_id, sequence)
--   audit_entry_sequence_check CHECK ((sequence > 0))

-- CONSTRAINTS platform.audit_head
--   audit_head_pkey PRIMARY KEY (studio_id)

-- CONSTRAINTS platform.bucket
--   bucket_pkey PRIMARY KEY (key)

-- CONSTRAINTS platform.derived_key
--   derived_key_pkey PRIMARY KEY (holder, id)

-- CONSTRAINTS platform.idempotency
--   idempotency_pkey PRIMARY KEY (game_id, key)
--   idempotency_state_check CHECK ((state = ANY (ARRAY['open'::text, 'finished'::text])))

-- CONSTRAINTS platform.invariant_check
--   invariant_check_pkey PRIMARY KEY (game_id)

-- CONSTRAINTS platform.job
--   job_pkey PRIMARY KEY (game_id, id)
--   job_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'done'::text, 'dead'::text, 'canceled'::text])))

-- CONSTRAINTS platform.outbox_delivery
--   outbox_delivery_pkey PRIMARY KEY (event_id, subscriber)
--   outbox_delivery_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'done'::text, 'dead'::text])))

-- CONSTRAINTS platform.outbox_event
--   outbox_event_pkey PRIMARY KEY (id)

-- CONSTRAINTS platform.route
--   route_pkey PRIMARY KEY (kind, handle)

-- CONSTRAINTS platform.seal_head
--   seal_head_pkey PRIMARY KEY (game_id, book)

-- CONSTRAINTS platform.seal_note
--   seal_note_pkey PRIMARY KEY (game_id, number)

-- CONSTRAINTS platform.seal_roster
--   seal_roster_id_check CHECK ((id = 'all'::text))
--   seal_roster_pkey PRIMARY KEY (id)

-- CONSTRAINTS platform.seal_stretch
--   seal_stretch_pkey PRIMARY KEY (game_id, book, stretch)

-- CONSTRAINTS platform.service_day
--   service_day_good_check CHECK (((good >= 0) AND (good <= total)))
--   service_day_pkey PRIMARY KEY (day, signal)

-- CONSTRAINTS platform.service_slot
--   service_slot_good_check CHECK (((good >= 0) AND (good <= total)))
--   service_slot_pkey PRIMARY KEY (slot, signal)

-- CONSTRAINTS players.player
--   player_country_check CHECK ((country ~ '^[A-Z]{2}$'::text))
--   player_json_check CHECK (((jsonb_typeof(attributes) = 'object'::text) AND (jsonb_typeof(custom_attributes) = 'object'::text) AND (jsonb_typeof(balances) = 'object'::text)))
--   player_of_game_key UNIQUE (game_id, player_id)
--   player_pkey PRIMARY KEY (game_id, id)

-- CONSTRAINTS pricing.custom_price
--   custom_price_pkey PRIMARY KEY (game_id, price_template_id, country, platform)
--   custom_price_platform_check CHECK ((platform = ANY (ARRAY['any'::text, 'ios'::text, 'android'::text, 'other'::text])))
--   custom_price_price_check CHECK (((price_minor >= 0) AND (price_minor <= '1000000000000'::bigint)))
--   custom_price_template_fkey FOREIGN KEY (game_id, price_template_id) REFERENCES pricing.price_template(game_id, id) ON DELETE CASCADE

-- CONSTRAINTS pricing.price_template
--   price_template_category_check CHECK ((category = ANY (ARRAY['none'::text, 'platform'::text])))
--   price_template_key_key UNIQUE (game_id, key)
--   price_template_pkey PRIMARY KEY (game_id, id)
--   price_template_price_check CHECK (((price_minor > 0) AND (price_minor <= '1000000000000'::bigint)))

-- CONSTRAINTS pricing.template_use
--   template_use_pkey PRIMARY KEY (game_id, item_id)

-- CONSTRAINTS pricing.version
--   version_pkey PRIMARY KEY (game_id)

-- CONSTRAINTS receipts.charge
--   charge_pkey PRIMARY KEY (game_id, order_id)

-- CONSTRAINTS receipts.document
--   document_fact_key UNIQUE (game_id, order_id, series_kind, cause_id)
--   document_kind_check CHECK ((kind = ANY (ARRAY['receipt'::text, 'invoice'::text, 'credit_note'::text])))
--   document_original_fkey FOREIGN KEY (game_id, original_id) REFERENCES receipts.document(game_id, id)
--   document_pkey PRIMARY KEY (game_id, id)
--   document_series_check CHECK ((((series_kind = 'credit'::text) = (kind = 'credit_note'::text)) AND ((kind = 'credit_note'::text) = (original_id IS NOT NULL)) AND ((kind = 'credit_note'::text) = (cause_id <> ''::text))))
--   document_total_check CHECK ((((net_minor + tax_minor) = total_minor) AND (total_minor > 0) AND (net_minor >= 0) AND (tax_minor >= 0)))

-- CONSTRAINTS receipts.file
--   file_document_fkey FOREIGN KEY (game_id, document_id) REFERENCES receipts.document(game_id, id)
--   file_pkey PRIMARY KEY (game_id, document_id)
--   file_sha256_check CHECK ((sha256 = encode(sha256(pdf), 'hex'::text)))

-- CONSTRAINTS receipts.held
--   held_pkey PRIMARY KEY (game_id, order_id, series_kind, cause_id)

-- CONSTRAINTS receipts.legal_entity
--   legal_entity_country_check CHECK ((country ~ '^[A-Z]{2}$'::text))
--   legal_entity_id_check CHECK ((id ~ '^[a-z0-9][a-z0-9-]{0,31}$'::text))
--   legal_entity_pkey PRIMARY KEY (id)
--   legal_entity_prefix_check CHECK ((number_prefix ~ '^[A-Z0-9]{1,8}$'::text))
--   legal_entity_prefix_key UNIQUE (number_prefix)

-- CONSTRAINTS receipts.number
--   number_number_check CHECK ((number > 0))
--   number_pkey PRIMARY KEY (legal_entity_id, environment, kind, year, number)
--   number_series_fkey FOREIGN KEY (legal_entity_id, environment, kind, year) REFERENCES receipts.series(legal_entity_id, environment, kind, year)

-- CONSTRAINTS receipts.series
--   series_entity_fkey FOREIGN KEY (legal_entity_id) REFERENCES receipts.legal_entity(id)
--   series_environment_check CHECK ((environment = ANY (ARRAY['sandbox'::text, 'live'::text])))
--   series_kind_check CHECK ((kind = ANY (ARRAY['sale'::text, 'credit'::text])))
--   series_number_check CHECK ((last_number > 0))
--   series_pkey PRIMARY KEY (legal_entity_id, environment, kind, year)

-- CONSTRAINTS reconciliation.expected_movement
--   expected_movement_fees_status_check CHECK ((fees_status = ANY (ARRAY['estimated'::text, 'final'::text]))) NOT VALID
--   expected_movement_kind_check CHECK ((kind = ANY (ARRAY['capture'::text, 'refund'::text, 'chargeback'::text])))
--   expected_movement_pkey PRIMARY KEY (game_id, fact)

-- CONSTRAINTS reconciliation.settlement_line
--   settlement_line_kind_check CHECK ((kind = ANY (ARRAY['capture'::text, 'refund'::text, 'chargeback'::text, 'fee'::text, 'account_fee'::text, 'transfer'::text, 'reserve'::text, 'correction'::text]))) NOT VALID
--   settlement_line_pkey PRIMARY KEY (game_id, provider, line_id)
--   settlement_line_posted_check CHECK (((posted_at IS NULL) OR (state = 'matched'::text)))
--   settlement_line_presentment_check CHECK ((((presentment_currency IS NULL) = (presentment_minor IS NULL)) AND ((presentment_currency IS NULL) = (exchange_rate IS NULL)))) NOT VALID
--   settlement_line_reason_check CHECK (((state = 'break'::text) = (reason IS NOT NULL)))
--   settlement_line_resolution_check CHECK ((((resolution IS NULL) = (resolved_at IS NULL)) AND ((resolution IS NULL) = (resolved_by IS NULL)))) NOT VALID
--   settlement_line_state_check CHECK ((state = ANY (ARRAY['matched'::text, 'break'::text, 'of_account'::text]))) NOT VALID

-- CONSTRAINTS refunds.clawback
--   clawback_amount_check CHECK ((amount_minor >= 0))
--   clawback_closed_check CHECK ((((state = 'open'::text) = (closed_at IS NULL)) AND ((state = 'open'::text) = (closed_by IS NULL))))
--   clawback_pkey PRIMARY KEY (game_id, id)
--   clawback_refund_key UNIQUE (game_id, refund_id)
--   clawback_state_check CHECK ((state = ANY (ARRAY['open'::text, 'recovered'::text, 'waived'::text])))

-- CONSTRAINTS refunds.refund
--   refund_amount_check CHECK ((amount_minor > 0))
--   refund_four_eyes_check CHECK ((((held_for IS DISTINCT FROM 'four_eyes'::text) AND (four_eyes_by IS NULL)) OR (state = ANY (ARRAY['held'::text, 'dismissed'::text])) OR (((decided_by ~~ 'mem\_%'::text) AND (decided_by IS DISTINCT FROM asked_by) AND (decided_by IS DISTINCT FROM asked_by_member)) IS TRUE)))
--   refund_held_for_check CHECK ((held_for = ANY (ARRAY['breaker'::text, 'four_eyes'::text, 'consumption'::text])))
--   refund_part_check CHECK (((purpose = 'part'::text) = (part IS NOT NULL)))
--   refund_pkey PRIMARY KEY (game_id, id)
--   refund_purpose_check CHECK ((purpose = ANY (ARRAY['order'::text, 'overpaid'::text, 'part'::text])))
--   refund_reason_check CHECK ((reason_code = ANY (ARRAY['duplicate'::text, 'fraudulent'::text, 'customer_request'::text, 'service_disruption'::text, 'minor'::text, 'withdrawal'::text, 'dispute_prevention'::text, 'other'::text])))
--   refund_source_check CHECK ((source = ANY (ARRAY['studio'::text, 'player'::text, 'automatic'::text, 'operator'::text])))
--   refund_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'requested'::text, 'succeeded'::text, 'failed'::text, 'held'::text, 'dismissed'::text])))

-- CONSTRAINTS returns.exchange_rate
--   exchange_rate_pkey PRIMARY KEY (return_id, currency, of_period)
--   exchange_rate_rate_check CHECK ((rate ~ '^\d{1,12}(\.\d{1,12})?$'::text))
--   exchange_rate_return_fkey FOREIGN KEY (return_id) REFERENCES returns.tax_return(id)

-- CONSTRAINTS returns.filed_sum
--   filed_sum_pkey PRIMARY KEY (game_id, return_id, jurisdiction, currency)
--   filed_sum_return_fkey FOREIGN KEY (return_id) REFERENCES returns.tax_return(id)

-- CONSTRAINTS returns.tax_return
--   tax_return_days_check CHECK (((first_day < last_day) AND (EXTRACT(day FROM first_day) = (1)::numeric) AND (EXTRACT(day FROM (last_day + 1)) = (1)::numeric)))
--   tax_return_filed_check CHECK ((num_nonnulls(filed_on, reference, declared_minor, filed_at, filed_by, snapshot) = ANY (ARRAY[0, 6])))
--   tax_return_filed_on_check CHECK ((filed_on > last_day))
--   tax_return_period_key UNIQUE (entity, form, first_day)
--   tax_return_pkey PRIMARY KEY (id)

-- CONSTRAINTS risk.account
--   account_pkey PRIMARY KEY (game_id, player_id)

-- CONSTRAINTS risk.appeal
--   appeal_decided_check CHECK ((((state = 'open'::text) = (decided_at IS NULL)) AND ((decided_at IS NULL) = (decided_by IS NULL)) AND ((decided_at IS NULL) = (decision_reason IS NULL))))
--   appeal_pkey PRIMARY KEY (game_id, id)
--   appeal_state_check CHECK ((state = ANY (ARRAY['open'::text, 'upheld'::text, 'lifted'::text])))

-- CONSTRAINTS risk.attack_mode
--   attack_mode_pkey PRIMARY KEY (game_id)

-- CONSTRAINTS risk.attempt
--   attempt_bin_check CHECK ((bin ~ '^[0-9]{6,8}$'::text))
--   attempt_decision_check CHECK ((decision = ANY (ARRAY['allow'::text, 'three_ds'::text, 'wait'::text, 'deny'::text, 'review'::text]))) NOT VALID
--   attempt_outcome_at_check CHECK (((outcome IS NULL) = (outcome_at IS NULL)))
--   attempt_outcome_check CHECK ((outcome = ANY (ARRAY['approved'::text, 'declined'::text, 'declined_softly'::text, 'other'::text])))
--   attempt_pkey PRIMARY KEY (game_id, payment_id)

-- CONSTRAINTS risk.installation_mode
--   installation_mode_id_check CHECK ((id = 'operator'::text))
--   installation_mode_pkey PRIMARY KEY (id)

-- CONSTRAINTS risk.list_entry
--   list_entry_end_check CHECK ((((ended_at IS NULL) = (ended_by IS NULL)) AND ((ended_at IS NULL) = (end_reason IS NULL))))
--   list_entry_expiry_check CHECK (((expires_at > made_at) AND (expires_at <= (made_at + '732 days'::interval))))
--   list_entry_list_check CHECK ((list = ANY (ARRAY['block'::text, 'allow'::text, 'review'::text])))
--   list_entry_pkey PRIMARY KEY (game_id, id)
--   list_entry_subject_check CHECK ((subject = ANY (ARRAY['card'::text, 'bin'::text, 'address'::text, 'player'::text, 'email'::text])))

-- CONSTRAINTS risk.review
--   review_decided_check CHECK ((((state = 'open'::text) = (decided_at IS NULL)) AND ((decided_at IS NULL) = (decided_by IS NULL)) AND ((decided_at IS NULL) = (decision_reason IS NULL))))
--   review_pkey PRIMARY KEY (game_id, payment_id)
--   review_state_check CHECK ((state = ANY (ARRAY['open'::text, 'released'::text, 'refused'::text])))

-- CONSTRAINTS risk.review_rules
--   review_rules_amount_check CHECK ((review_above_usd_minor >= 0))
--   review_rules_hours_check CHECK (((hold_hours >= 1) AND (hold_hours <= 168)))
--   review_rules_pkey PRIMARY KEY (game_id)

-- CONSTRAINTS risk.signal
--   signal_kind_check CHECK ((kind = ANY (ARRAY['banned'::text, 'cheating'::text, 'chargeback_elsewhere'::text, 'account_age_days'::text, 'play_time_minutes'::text])))
--   signal_pkey PRIMARY KEY (game_id, player_id, kind)
--   signal_value_check CHECK ((((kind = ANY (ARRAY['account_age_days'::text, 'play_time_minutes'::text])) = (value IS NOT NULL)) AND ((value IS NULL) OR (value >= 0))))

-- CONSTRAINTS segments.custom_attribute
--   custom_attribute_pkey PRIMARY KEY (game_id, name)
--   custom_attribute_type_check CHECK ((type = ANY (ARRAY['number'::text, 'date'::text, 'string'::text, 'boolean'::text, 'list'::text])))

-- CONSTRAINTS segments.deleted_segment
--   deleted_segment_pkey PRIMARY KEY (game_id, segment_id)

-- CONSTRAINTS segments.member
--   member_pkey PRIMARY KEY (game_id, segment_id, player_id)

-- CONSTRAINTS segments.segment
--   segment_group_fkey FOREIGN KEY (game_id, segment_group_id) REFERENCES segments.segment_group(game_id, id)
--   segment_pkey PRIMARY KEY (game_id, id)
--   segment_slug_key UNIQUE (game_id, slug)

-- CONSTRAINTS segments.segment_group
--   segment_group_graph_check CHECK (((graph IS NULL) OR ((type = 'dynamic'::text) AND (jsonb_typeof(graph) = 'object'::text))))
--   segment_group_pkey PRIMARY KEY (game_id, id)
--   segment_group_type_check CHECK ((type = ANY (ARRAY['static'::text, 'dynamic'::text])))

-- CONSTRAINTS segments.version
--   version_pkey PRIMARY KEY (game_id)

-- CONSTRAINTS sign_in.hub_user
--   hub_user_pkey PRIMARY KEY (game_id, id)
--   hub_user_player_key UNIQUE (game_id, player_id)

-- CONSTRAINTS sign_in.one_time_token
--   one_time_token_kind_check CHECK ((((kind = 'login'::text) AND (player_id IS NOT NULL)) OR ((kind = 'handoff'::text) AND (user_id IS NOT NULL))))
--   one_time_token_pkey PRIMARY KEY (game_id, token_hash)

-- CONSTRAINTS sign_in.session
--   session_assurance_check CHECK ((assurance = ANY (ARRAY['player_id'::text, 'verified'::text])))
--   session_pkey PRIMARY KEY (game_id, id)
--   session_token_key UNIQUE (game_id, token_hash)
--   session_user_fkey FOREIGN KEY (game_id, user_id) REFERENCES sign_in.hub_user(game_id, id)

-- CONSTRAINTS staff.person
--   person_accepted_check CHECK (((accepted_at IS NULL) OR ((password_hash IS NOT NULL) AND (totp_sealed IS NOT NULL))))
--   person_pkey PRIMARY KEY (id)
--   person_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'finance'::text, 'support'::text])))

-- CONSTRAINTS staff.recovery_code
--   recovery_code_person_fkey FOREIGN KEY (person_id) REFERENCES staff.person(id)
--   recovery_code_pkey PRIMARY KEY (person_id, code_hash)

-- CONSTRAINTS staff.session
--   session_person_fkey FOREIGN KEY (person_id) REFERENCES staff.person(id)
--   session_pkey PRIMARY KEY (id)
--   session_token_key UNIQUE (token_hash)

-- CONSTRAINTS status.incident
--   incident_components_check CHECK (((components <@ ARRAY['store_api'::text, 'checkout'::text, 'webhooks'::text, 'studio_api'::text]) AND ((cardinality(components) >= 1) AND (cardinality(components) <= 4))))
--   incident_impact_check CHECK ((impact = ANY (ARRAY['degraded'::text, 'down'::text])))
--   incident_pkey PRIMARY KEY (id)
--   incident_resolved_check CHECK (((state = 'resolved'::text) = (resolved_at IS NOT NULL)))
--   incident_state_check CHECK ((state = ANY (ARRAY['investigating'::text, 'identified'::text, 'monitoring'::text, 'resolved'::text])))

-- CONSTRAINTS status.incident_update
--   incident_update_incident_fkey FOREIGN KEY (incident_id) REFERENCES status.incident(id)
--   incident_update_pkey PRIMARY KEY (incident_id, number)
--   incident_update_state_check CHECK ((state = ANY (ARRAY['investigating'::text, 'identified'::text, 'monitoring'::text, 'resolved'::text])))

-- CONSTRAINTS storefront.hub
--   hub_color_check CHECK (((accent_color ~ '^#[0-9a-f]{6}$'::text) AND (background_color ~ '^#[0-9a-f]{6}$'::text)))
--   hub_locales_check CHECK (((cardinality(locales) > 0) AND (default_locale = ANY (locales))))
--   hub_of_game_key UNIQUE (game_id)
--   hub_pkey PRIMARY KEY (game_id, id)
--   hub_scheme_check CHECK ((scheme = ANY (ARRAY['dark'::text, 'light'::text])))

-- CONSTRAINTS tax.change
--   change_decided_check CHECK ((((state = 'open'::text) = (decided_at IS NULL)) AND ((state = 'open'::text) = (decided_by IS NULL))))
--   change_kind_check CHECK ((kind = ANY (ARRAY['registration'::text, 'local_rate'::text, 'rate'::text, 'ending'::text, 'engine'::text])))
--   change_life_check CHECK (((dies_at > proposed_at) AND ((state <> 'approved'::text) OR (decided_at < dies_at))))
--   change_pkey PRIMARY KEY (id)
--   change_row_check CHECK (((state = 'approved'::text) = (row_id IS NOT NULL)))
--   change_second_person_check CHECK (
CASE state
    WHEN 'open'::text THEN true
    WHEN 'withdrawn'::text THEN (decided_by = proposed_by)
    ELSE (decided_by <> proposed_by)
END)
--   change_state_check CHECK ((state = ANY (ARRAY['open'::text, 'approved'::text, 'rejected'::text, 'withdrawn'::text])))

-- CONSTRAINTS tax.ending
--   ending_pkey PRIMARY KEY (row_id, change_id)

-- CONSTRAINTS tax.engine_quote
--   engine_quote_answer_check CHECK ((((outcome = 'answered'::text) = (answer IS NOT NULL)) AND ((outcome = 'answered'::text) = (failure IS NULL)) AND ((outcome = 'answered'::text) = (reference IS NOT NULL))))
--   engine_quote_outcome_check CHECK ((outcome = ANY (ARRAY['answered'::text, 'refused'::text, 'unknown'::text])))
--   engine_quote_pkey PRIMARY KEY (game_id, id)

-- CONSTRAINTS tax.engine_step
--   engine_step_answered_check CHECK (((state = ANY (ARRAY['answered'::text, 'voided'::text])) = (answered_at IS NOT NULL)))
--   engine_step_fact_key UNIQUE (game_id, order_id, kind, ref)
--   engine_step_kind_check CHECK ((kind = ANY (ARRAY['commit'::text, 'reverse'::text])))
--   engine_step_pkey PRIMARY KEY (game_id, id)
--   engine_step_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'answered'::text, 'refused'::text, 'voided'::text])))

-- CONSTRAINTS tax.engine_use
--   engine_use_filed_check CHECK ((filed_by = ANY (ARRAY['engine'::text, 'operator'::text])))
--   engine_use_pkey PRIMARY KEY (id)
--   engine_use_place_key UNIQUE (entity, territory, valid_from)
--   engine_use_silent_check CHECK ((when_silent = ANY (ARRAY['refuse'::text, 'own_rates'::text])))

-- CONSTRAINTS tax.id_check
--   id_check_failure_check CHECK (((outcome = 'unavailable'::text) = (failure IS NOT NULL)))
--   id_check_outcome_check CHECK ((outcome = ANY (ARRAY['valid'::text, 'invalid'::text, 'unavailable'::text])))
--   id_check_pkey PRIMARY KEY (game_id, id)

-- CONSTRAINTS tax.local_rate
--   local_rate_period_check CHECK ((valid_to >= valid_from))
--   local_rate_pkey PRIMARY KEY (id)
--   local_rate_place_key UNIQUE NULLS NOT DISTINCT (territory, region, postcode_prefix, name, valid_from)
--   local_rate_rate_check CHECK ((rate ~ '^\d{1,2}(\.\d{1,6})?$'::text))

-- CONSTRAINTS tax.rate
--   rate_category_check CHECK ((category = ANY (ARRAY['digital_services_b2c'::text, 'in_game_content'::text, 'downloaded_games'::text])))
--   rate_pkey PRIMARY KEY (id)
--   rate_place_key UNIQUE NULLS NOT DISTINCT (territory, region, category, valid_from)
--   rate_rate_check CHECK ((rate ~ '^\d{1,2}(\.\d{1,6})?$'::text))

-- CONSTRAINTS tax.registration
--   registration_period_check CHECK ((valid_to >= valid_from))
--   registration_pkey PRIMARY KEY (id)
--   registration_place_key UNIQUE NULLS NOT DISTINCT (territory, region, scheme, valid_from)
--   registration_territory_check CHECK ((territory ~ '^[A-Z]{2}$'::text))

-- CONSTRAINTS tax.sale_block
--   sale_block_pkey PRIMARY KEY (id)
--   sale_block_prefixes_check CHECK (((region IS NOT NULL) OR (postcode_prefixes = '{}'::text[])))
--   sale_block_reason_check CHECK ((reason_code = ANY (ARRAY['sanctions'::text, 'unlawful'::text, 'court_order'::text, 'regulator'::text, 'tax_authority'::text, 'policy'::text])))

-- CONSTRAINTS webhooks.aggregate
--   aggregate_pkey PRIMARY KEY (game_id, aggregate_id)

-- CONSTRAINTS webhooks.attempt
--   attempt_pkey PRIMARY KEY (game_id, id)

-- CONSTRAINTS webhooks.batch
--   batch_pkey PRIMARY KEY (game_id, id)

-- CONSTRAINTS webhooks.batch_link
--   batch_link_batch_fkey FOREIGN KEY (game_id, batch_id) REFERENCES webhooks.batch(game_id, id) ON DELETE CASCADE
--   batch_link_pkey PRIMARY KEY (game_id, batch_id, token_hash)

-- CONSTRAINTS webhooks.delivery
--   delivery_closed_check CHECK (((closed_reason IS NULL) OR ((state <> 'pending'::text) AND (closed_reason = ANY (ARRAY['declined'::text, 'taken_back'::text, 'endpoint_deleted'::text])))))
--   delivery_pkey PRIMARY KEY (game_id, id)
--   delivery_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'succeeded'::text, 'dead'::text])))

-- CONSTRAINTS webhooks.endpoint_health
--   endpoint_health_pkey PRIMARY KEY (game_id, endpoint_id)

-- CONSTRAINTS webhooks.endpoint_pace
--   endpoint_pace_pkey PRIMARY KEY (game_id, endpoint_id)

-- CONSTRAINTS webhooks.event
--   event_pkey PRIMARY KEY (game_id, id)

-- CONSTRAINTS webhooks.grant_wait
--   grant_wait_pkey PRIMARY KEY (game_id, grant_id)
--   grant_wait_seconds_check CHECK ((waited_seconds >= 0))

-- CONSTRAINTS webhooks.paced_claim
--   paced_claim_pkey PRIMARY KEY (game_id, endpoint_id, lease_token)

-- CONSTRAINTS withdrawals.confirmation
--   confirmation_pkey PRIMARY KEY (game_id, order_id)

-- CONSTRAINTS withdrawals.declarant
--   declarant_pkey PRIMARY KEY (game_id, withdrawal_id)
--   declarant_withdrawal_fkey FOREIGN KEY (game_id, withdrawal_id) REFERENCES withdrawals.withdrawal(game_id, id)

-- CONSTRAINTS withdrawals.withdrawal
--   withdrawal_order_check CHECK (((outcome = 'unmatched'::text) = (order_id IS NULL)))
--   withdrawal_outcome_check CHECK (
CASE outcome
    WHEN 'refund'::text THEN (because = ANY (ARRAY['no_waiver'::text, 'not_granted'::text, 'not_confirmed'::text]))
    WHEN 'no_right'::text THEN (because = ANY (ARRAY['performed'::text, 'period_over'::text, 'country'::text, 'business'::text]))
    WHEN 'nothing_to_give_back'::text THEN (because = ANY (ARRAY['not_paid'::text, 'given_back'::text]))
    WHEN 'unmatched'::text THEN (because = 'order_unknown'::text)
    ELSE false
END)
--   withdrawal_pkey PRIMARY KEY (game_id, id)

-- INDEXES access.member
--   CREATE UNIQUE INDEX member_email_key ON access.member USING btree (studio_id, email) WHERE (removed_at IS NULL)

-- INDEXES access.member_session
--   CREATE INDEX member_session_of_member ON access.member_session USING btree (studio_id, member_id, id) WHERE (ended_at IS NULL)

-- INDEXES access.oidc_attempt
--   CREATE INDEX oidc_attempt_over ON access.oidc_attempt USING btree (studio_id, ends_at)

-- INDEXES catalog.category
--   CREATE INDEX category_of_parent ON catalog.category USING btree (game_id, parent_id) WHERE (parent_id IS NOT NULL)

-- INDEXES catalog.item
--   CREATE INDEX item_by_age ON catalog.item USING btree (game_id, created_at, id)
--   CREATE INDEX item_of_fallback ON catalog.item USING btree (game_id, fallback_item_id) WHERE (fallback_item_id IS NOT NULL)

-- INDEXES catalog.item_category
--   CREATE INDEX item_category_of_category ON catalog.item_category USING btree (game_id, category_id, item_id)

-- INDEXES catalog.nested_item
--   CREATE INDEX nested_item_of_item ON catalog.nested_item USING btree (game_id, item_id)

-- INDEXES consents.gdpr_request
--   CREATE INDEX gdpr_request_document ON consents.gdpr_request USING btree (game_id, document_expires_at) WHERE (document_expires_at IS NOT NULL)
--   CREATE UNIQUE INDEX gdpr_request_open_key ON consents.gdpr_request USING btree (game_id, type, subject_key) WHERE (status <> 'completed'::text)

-- INDEXES disputes.dispute
--   CREATE INDEX dispute_of_order ON disputes.dispute USING btree (game_id, order_id, id)
--   CREATE INDEX dispute_open_by_due ON disputes.dispute USING btree (due_at, id) WHERE (closed_at IS NULL)

-- INDEXES disputes.month_count
--   CREATE INDEX month_count_by_month ON disputes.month_count USING btree (month, scheme)

-- INDEXES fulfillment.claim_key
--   CREATE UNIQUE INDEX claim_key_one_current ON fulfillment.claim_key USING btree (game_id) WHERE (expires_at IS NULL)

-- INDEXES fulfillment.grant_entry
--   CREATE INDEX grant_entry_to_claim ON fulfillment.grant_entry USING btree (game_id, player_id, id) WHERE (mode = 'claim'::text)
--   CREATE INDEX grant_entry_unanswered ON fulfillment.grant_entry USING btree (game_id, id) WHERE (state = 'requested'::text)
--   CREATE UNIQUE INDEX grant_entry_once_per_order ON fulfillment.grant_entry USING btree (game_id, order_id)

-- INDEXES fulfillment.reservation
--   CREATE INDEX reservation_of_order ON fulfillment.reservation USING btree (game_id, order_id)
--   CREATE UNIQUE INDEX reservation_id_key ON fulfillment.reservation USING btree (game_id, id)

-- INDEXES fulfillment.taken_part
--   CREATE INDEX taken_part_of_claims ON fulfillment.taken_part USING btree (game_id, player_id, id) WHERE ((mode = 'claim'::text) AND (state = 'revoked'::text))
--   CREATE INDEX taken_part_of_order ON fulfillment.taken_part USING btree (game_id, order_id)
--   CREATE UNIQUE INDEX taken_part_refund_key ON fulfillment.taken_part USING btree (game_id, refund_id)

-- INDEXES game_servers.binding
--   CREATE UNIQUE INDEX binding_one_enabled ON game_servers.binding USING btree (game_id, event_type) WHERE enabled

-- INDEXES game_servers.player_verification
--   CREATE INDEX player_verification_expiry ON game_servers.player_verification USING btree (game_id, expires_at)

-- INDEXES game_servers.secret
--   CREATE UNIQUE INDEX secret_current ON game_servers.secret USING btree (game_id, endpoint_id) WHERE (expires_at IS NULL)

-- INDEXES games.game
--   CREATE INDEX game_of_studio ON games.game USING btree (studio_id, id)

-- INDEXES ledger.booked_meanwhile
--   CREATE INDEX booked_meanwhile_of_month ON ledger.booked_meanwhile USING btree (legal_entity, month)

-- INDEXES ledger.journal_entry
--   CREATE INDEX journal_entry_by_day ON ledger.journal_entry USING brin (booked_on) WITH (pages_per_range='32', autosummarize='on')
--   CREATE INDEX journal_entry_by_time ON ledger.journal_entry USING brin (posted_at) WITH (pages_per_range='32', autosummarize='on')
--   CREATE INDEX journal_entry_of_order ON ledger.journal_entry USING btree (game_id, order_id) WHERE (order_id IS NOT NULL)
--   CREATE INDEX journal_entry_of_payment ON ledger.journal_entry USING btree (game_id, payment_id) WHERE (payment_id IS NOT NULL)

-- INDEXES ledger.legal_entity
--   CREATE UNIQUE INDEX legal_entity_rest_key ON ledger.legal_entity USING btree (is_rest) WHERE is_rest
--   CREATE UNIQUE INDEX legal_entity_unnamed_key ON ledger.legal_entity USING btree (has_unnamed) WHERE has_unnamed

-- INDEXES ledger.psp_fee
--   CREATE INDEX psp_fee_unsettled ON ledger.psp_fee USING btree (game_id, payment_id) WHERE ((bearer IS NOT NULL) AND (settled_minor IS NULL))
--   CREATE INDEX psp_fee_waiting ON ledger.psp_fee USING btree (game_id) WHERE (bearer IS NULL)

-- INDEXES ledger.settlement_exchange
--   CREATE INDEX settlement_exchange_of_payment ON ledger.settlement_exchange USING btree (game_id, payment_id)

-- INDEXES notifications.mail
--   CREATE INDEX mail_by_sending ON notifications.mail USING btree (sent_at) WHERE (sent_at IS NOT NULL)
--   CREATE INDEX mail_due ON notifications.mail USING btree (game_id, next_at) WHERE (state = 'pending'::text)
--   CREATE INDEX mail_due_at ON notifications.mail USING btree (game_id, due_at) WHERE ((state = 'pending'::text) AND (due_at IS NOT NULL))

-- INDEXES notifications.mail_report
--   CREATE INDEX mail_report_by_time ON notifications.mail_report USING btree (reported_at)

-- INDEXES notifications.member_mail
--   CREATE INDEX member_mail_by_sending ON notifications.member_mail USING btree (sent_at) WHERE (sent_at IS NOT NULL)
--   CREATE INDEX member_mail_due ON notifications.member_mail USING btree (game_id, next_at) WHERE (state = 'pending'::text)
--   CREATE INDEX member_mail_due_at ON notifications.member_mail USING btree (game_id, due_at) WHERE ((state = 'pending'::text) AND (due_at IS NOT NULL))

-- INDEXES notifications.soft_bounce
--   CREATE INDEX soft_bounce_by_time ON notifications.soft_bounce USING btree (noted_at)

-- INDEXES notifications.withdrawal_mail
--   CREATE INDEX withdrawal_mail_by_sending ON notifications.withdrawal_mail USING btree (sent_at) WHERE (sent_at IS NOT NULL)
--   CREATE INDEX withdrawal_mail_due ON notifications.withdrawal_mail USING btree (game_id, next_at) WHERE (state = 'pending'::text)

-- INDEXES offers.store_item
--   CREATE INDEX store_item_of_item ON offers.store_item USING btree (game_id, item_id)
--   CREATE INDEX store_item_of_store ON offers.store_item USING btree (game_id, store_id, "position", id)

-- INDEXES onboarding.decision
--   CREATE UNIQUE INDEX decision_one_open ON onboarding.decision USING btree (studio_id) WHERE (state = 'open'::text)

-- INDEXES onboarding.gate
--   CREATE INDEX gate_of_studio ON onboarding.gate USING btree (studio_id)

-- INDEXES orders.order
--   CREATE INDEX order_of_player ON orders."order" USING btree (game_id, player_id, id)
--   CREATE INDEX order_of_status ON orders."order" USING btree (game_id, status, id)
--   CREATE INDEX order_paid ON orders."order" USING btree (game_id, paid_at) WHERE (paid_at IS NOT NULL)
--   CREATE INDEX order_unconfirmed ON orders."order" USING btree (game_id, id) WHERE ((status = 'captured'::text) AND (confirmed_payment_id IS DISTINCT FROM payment_id))

-- INDEXES payments.account
--   CREATE UNIQUE INDEX account_in_use ON payments.account USING btree (game_id) WHERE (state = 'in_use'::text)

-- INDEXES payments.payment
--   CREATE INDEX payment_by_creation ON payments.payment USING btree (game_id, created_at)
--   CREATE INDEX payment_by_modification ON payments.payment USING btree (game_id, modified_at)
--   CREATE INDEX payment_by_status_change ON payments.payment USING btree (game_id, status_updated_at)
--   CREATE INDEX payment_by_studio_account ON payments.payment USING btree (game_id, provider, id) WHERE (provider ~~ '%:psa\_%'::text)
--   CREATE INDEX payment_held ON payments.payment USING btree (id) WHERE (mismatched_at IS NOT NULL)
--   CREATE INDEX payment_of_order ON payments.payment USING btree (game_id, order_id, id)
--   CREATE INDEX payment_of_player ON payments.payment USING btree (game_id, player_id, id)

-- INDEXES payments.psp_notification
--   CREATE INDEX psp_notification_of_payment ON payments.psp_notification USING btree (game_id, payment_id)
--   CREATE INDEX psp_notification_received ON payments.psp_notification USING btree (game_id, received_at) WHERE (state <> 'stored'::text)

-- INDEXES payments.refund
--   CREATE INDEX refund_of_payment ON payments.refund USING btree (game_id, payment_id, id)

-- INDEXES payments.saved_method
--   CREATE INDEX saved_method_by_provider ON payments.saved_method USING btree (provider, game_id, id) WHERE (state = 'active'::text)
--   CREATE INDEX saved_method_of_player ON payments.saved_method USING btree (game_id, player_id)
--   CREATE UNIQUE INDEX saved_method_default_key ON payments.saved_method USING btree (game_id, player_id) WHERE is_default

-- INDEXES payouts.account
--   CREATE INDEX account_in_use ON payouts.account USING btree (studio_id, environment, currency, usable_at) WHERE (removed_at IS NULL)

-- INDEXES payouts.bank_entry
--   CREATE INDEX bank_entry_by_outcome ON payouts.bank_entry USING btree (outcome, report_id, number)

-- INDEXES payouts.bank_order
--   CREATE INDEX bank_order_of_batch ON payouts.bank_order USING btree (batch_id) WHERE (batch_id IS NOT NULL)
--   CREATE INDEX bank_order_waiting ON payouts.bank_order USING btree (legal_entity, debit_currency, reference) WHERE (state = 'waiting'::text)

-- INDEXES payouts.book
--   CREATE INDEX book_looked_on ON payouts.book USING btree (of_game, looked_on)

-- INDEXES payouts.hold
--   CREATE INDEX hold_open ON payouts.hold USING btree (studio_id, environment) WHERE (released_at IS NULL)

-- INDEXES payouts.invoice_wanted
--   CREATE INDEX invoice_wanted_of_game ON payouts.invoice_wanted USING btree (runs_at)

-- INDEXES payouts.payout
--   CREATE UNIQUE INDEX payout_one_at_a_time ON payouts.payout USING btree (studio_id, environment, currency) WHERE (state = ANY (ARRAY['pending'::text, 'in_transit'::text, 'held'::text]))

-- INDEXES payouts.reserve_part
--   CREATE INDEX reserve_part_open ON payouts.reserve_part USING btree (studio_id, of_game, ends_on) WHERE (released_at IS NULL)

-- INDEXES platform.audit_entry
--   CREATE INDEX audit_entry_of_game ON platform.audit_entry USING btree (studio_id, game_id, sequence)

-- INDEXES platform.idempotency
--   CREATE INDEX idempotency_created_at ON platform.idempotency USING btree (created_at)
--   CREATE INDEX idempotency_of_subject ON platform.idempotency USING btree (game_id, subject_key) WHERE (subject_key IS NOT NULL)

-- INDEXES platform.job
--   CREATE INDEX job_dead ON platform.job USING btree (type) WHERE (state = 'dead'::text)
--   CREATE INDEX job_done_at ON platform.job USING btree (done_at) WHERE (done_at IS NOT NULL)
--   CREATE INDEX job_due ON platform.job USING btree (type, game_id, run_at) WHERE (state = 'pending'::text)
--   CREATE UNIQUE INDEX job_pending_key ON platform.job USING btree (game_id, type, key) WHERE (state = 'pending'::text)

-- INDEXES platform.outbox_delivery
--   CREATE INDEX outbox_delivery_dead ON ONLY platform.outbox_delivery USING btree (subscriber) WHERE (state = 'dead'::text)
--   CREATE INDEX outbox_delivery_due ON ONLY platform.outbox_delivery USING btree (subscriber, game_id, next_at) WHERE (state = 'pending'::text)

-- INDEXES platform.outbox_event
--   CREATE INDEX outbox_event_of_aggregate ON ONLY platform.outbox_event USING btree (game_id, aggregate_id)

-- INDEXES players.player
--   CREATE INDEX player_by_name ON players.player USING btree (game_id, lower(name) COLLATE "C") WHERE (name IS NOT NULL)

-- INDEXES pricing.template_use
--   CREATE INDEX template_use_of_template ON pricing.template_use USING btree (game_id, price_template_id) WHERE (price_template_id IS NOT NULL)

-- INDEXES receipts.charge
--   CREATE INDEX charge_by_time ON receipts.charge USING btree (game_id, charged_at)

-- INDEXES receipts.document
--   CREATE INDEX document_by_number ON receipts.document USING btree (game_id, number)

-- INDEXES receipts.legal_entity
--   CREATE UNIQUE INDEX legal_entity_rest_key ON receipts.legal_entity USING btree (((buyer_countries IS NULL))) WHERE (buyer_countries IS NULL)

-- INDEXES receipts.number
--   CREATE UNIQUE INDEX number_of_document_key ON receipts.number USING btree (document_id)

-- INDEXES reconciliation.expected_movement
--   CREATE INDEX expected_movement_of_payment ON reconciliation.expected_movement USING btree (game_id, provider, payment_id)
--   CREATE INDEX expected_movement_open ON reconciliation.expected_movement USING btree (game_id, expected_at) WHERE (line_id IS NULL)

-- INDEXES reconciliation.settlement_line
--   CREATE INDEX settlement_line_breaks ON reconciliation.settlement_line USING btree (game_id, imported_at, line_id) WHERE (state = 'break'::text)
--   CREATE INDEX settlement_line_unposted ON reconciliation.settlement_line USING btree (game_id, provider, line_id) WHERE ((state = 'matched'::text) AND (posted_at IS NULL))

-- INDEXES refunds.clawback
--   CREATE INDEX clawback_by_state ON refunds.clawback USING btree (game_id, state, id)
--   CREATE INDEX clawback_of_player ON refunds.clawback USING btree (game_id, player_id, id)

-- INDEXES refunds.refund
--   CREATE INDEX refund_admitted ON refunds.refund USING btree (game_id, admitted_at) WHERE (admitted_at IS NOT NULL)
--   CREATE INDEX refund_by_state ON refunds.refund USING btree (game_id, state, id)
--   CREATE INDEX refund_of_order ON refunds.refund USING btree (game_id, order_id, id)
--   CREATE INDEX refund_untold ON refunds.refund USING btree (game_id, id) WHERE ((purpose = 'part'::text) AND (state = ANY (ARRAY['succeeded'::text, 'failed'::text, 'dismissed'::text])) AND (told_at IS NULL))
--   CREATE UNIQUE INDEX refund_order_key ON refunds.refund USING btree (game_id, order_id) WHERE ((purpose = 'order'::text) AND (state <> ALL (ARRAY['waiting'::text, 'failed'::text, 'dismissed'::text])))
--   CREATE UNIQUE INDEX refund_overpaid_key ON refunds.refund USING btree (game_id, payment_id) WHERE (purpose = 'overpaid'::text)
--   CREATE UNIQUE INDEX refund_waiting_key ON refunds.refund USING btree (game_id, order_id) WHERE (state = 'waiting'::text)

-- INDEXES returns.tax_return
--   CREATE INDEX tax_return_by_due ON returns.tax_return USING btree (due_on) WHERE (filed_at IS NULL)

-- INDEXES risk.appeal
--   CREATE INDEX appeal_anywhere ON risk.appeal USING btree (id) WHERE (state = 'open'::text)
--   CREATE INDEX appeal_of_player ON risk.appeal USING btree (game_id, player_id)
--   CREATE UNIQUE INDEX appeal_open_once ON risk.appeal USING btree (game_id, entry_id, player_id) WHERE (state = 'open'::text)

-- INDEXES risk.attempt
--   CREATE INDEX attempt_anywhere ON risk.attempt USING btree (judged_at) WHERE is_screened
--   CREATE INDEX attempt_by_time ON risk.attempt USING btree (game_id, judged_at)
--   CREATE INDEX attempt_of_address ON risk.attempt USING btree (game_id, address_key, judged_at) WHERE (address_key IS NOT NULL)
--   CREATE INDEX attempt_of_bin ON risk.attempt USING btree (game_id, bin, judged_at) WHERE (bin IS NOT NULL)
--   CREATE INDEX attempt_of_card ON risk.attempt USING btree (game_id, card_key, judged_at) WHERE (card_key IS NOT NULL)
--   CREATE INDEX attempt_of_player ON risk.attempt USING btree (game_id, player_id, judged_at)

-- INDEXES risk.list_entry
--   CREATE INDEX list_entry_by_end ON risk.list_entry USING btree (game_id, expires_at)
--   CREATE UNIQUE INDEX list_entry_once ON risk.list_entry USING btree (game_id, subject, value_key, list) WHERE (ended_at IS NULL)

-- INDEXES risk.review
--   CREATE INDEX review_of_player ON risk.review USING btree (game_id, player_id)
--   CREATE INDEX review_open ON risk.review USING btree (payment_id) WHERE (state = 'open'::text)

-- INDEXES risk.signal
--   CREATE INDEX signal_by_end ON risk.signal USING btree (game_id, expires_at)

-- INDEXES segments.member
--   CREATE INDEX member_of_player ON segments.member USING btree (game_id, player_id)

-- INDEXES sign_in.one_time_token
--   CREATE INDEX one_time_token_expiry ON sign_in.one_time_token USING btree (game_id, expires_at)

-- INDEXES sign_in.session
--   CREATE INDEX session_expiry ON sign_in.session USING btree (game_id, expires_at)
--   CREATE INDEX session_of_user ON sign_in.session USING btree (game_id, user_id)

-- INDEXES staff.person
--   CREATE UNIQUE INDEX person_email_key ON staff.person USING btree (email) WHERE (removed_at IS NULL)
--   CREATE UNIQUE INDEX person_invitation_key ON staff.person USING btree (invitation_hash) WHERE (invitation_hash IS NOT NULL)

-- INDEXES staff.session
--   CREATE INDEX session_of_person ON staff.session USING btree (person_id, id) WHERE (ended_at IS NULL)

-- INDEXES status.incident
--   CREATE INDEX incident_open ON status.incident USING btree (opened_at) WHERE (resolved_at IS NULL)

-- INDEXES tax.engine_quote
--   CREATE INDEX engine_quote_question ON tax.engine_quote USING btree (game_id, question_key, id DESC)

-- INDEXES tax.engine_step
--   CREATE INDEX engine_step_open ON tax.engine_step USING btree (game_id, noted_at) WHERE (state = ANY (ARRAY['pending'::text, 'refused'::text]))
--   CREATE UNIQUE INDEX engine_step_one_commit ON tax.engine_step USING btree (game_id, order_id) WHERE (kind = 'commit'::text)

-- INDEXES tax.engine_use
--   CREATE INDEX engine_use_of_territory ON tax.engine_use USING btree (territory, id)

-- INDEXES tax.id_check
--   CREATE INDEX id_check_number ON tax.id_check USING btree (game_id, territory, number, checked_at DESC)

-- INDEXES tax.sale_block
--   CREATE INDEX sale_block_of_territory ON tax.sale_block USING btree (territory, id)

-- INDEXES webhooks.attempt
--   CREATE INDEX attempt_of_delivery ON ONLY webhooks.attempt USING btree (game_id, delivery_id, id)

-- INDEXES webhooks.batch
--   CREATE UNIQUE INDEX batch_of_delivery ON webhooks.batch USING btree (game_id, ready_delivery_id)

-- INDEXES webhooks.delivery
--   CREATE INDEX delivery_collected ON ONLY webhooks.delivery USING btree (game_id, endpoint_id, id) WHERE (is_batched AND (batch_id IS NULL) AND (state = 'pending'::text))
--   CREATE INDEX delivery_due_of_endpoint ON ONLY webhooks.delivery USING btree (game_id, endpoint_id, next_at) WHERE (state = 'pending'::text)
--   CREATE INDEX delivery_of_event ON ONLY webhooks.delivery USING btree (game_id, event_id)
--   CREATE INDEX delivery_of_order ON ONLY webhooks.delivery USING btree (game_id, order_id, id)
--   CREATE INDEX delivery_of_subject ON ONLY webhooks.delivery USING btree (game_id, subject_id)

-- INDEXES webhooks.event
--   CREATE INDEX event_log ON ONLY webhooks.event USING btree (game_id, transaction, id)
--   CREATE INDEX event_of_order ON ONLY webhooks.event USING btree (game_id, order_id)

-- INDEXES withdrawals.declarant
--   CREATE INDEX declarant_by_time ON withdrawals.declarant USING btree (game_id, stated_at)

-- INDEXES withdrawals.withdrawal
--   CREATE INDEX withdrawal_by_order ON withdrawals.withdrawal USING btree (game_id, order_id)

-- POLICIES access.api_key (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES access.external_identity (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES access.identity_provider (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES access.member (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES access.member_link (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES access.member_session (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES access.oidc_attempt (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES access.recovery_code (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES books.account_mapping (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES books.exported_month (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES catalog.category (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES catalog.item (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES catalog.item_category (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES catalog.nested_item (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES catalog.version (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES consents.gdpr_request (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES disputes.alarm (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES disputes.dispute (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES disputes.evidence (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES disputes.month_count (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES disputes.warning_rule (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES fees.fee_plan (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_its_games FOR r TO hubcraft_app USING ((studio_id = ( SELECT g.studio_id
   FROM games.game g
  WHERE (g.id = NULLIF(current_setting('app.game_id'::text, true), ''::text))))) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR r TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ()

-- POLICIES fulfillment.claim_key (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES fulfillment.grant_entry (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES fulfillment.reservation (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES fulfillment.taken_part (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES fx.rate_day (forced)
--   for_everybody FOR r TO hubcraft_app, hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR a TO hubcraft_app USING () WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))

-- POLICIES game_servers.binding (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES game_servers.endpoint (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES game_servers.fulfillment (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES game_servers.player_verification (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES game_servers.secret (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES game_servers.signing_key (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES games.country_mode (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES games.game (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR r TO hubcraft_app USING ((id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ()
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES games.studio (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_its_game FOR r TO hubcraft_app USING ((id = ( SELECT g.studio_id
   FROM games.game g
  WHERE (g.id = NULLIF(current_setting('app.game_id'::text, true), ''::text))))) WITH CHECK ()
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES ledger.balance_rollup (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES ledger.booked_meanwhile (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   counted_by_the_operator FOR r TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES ledger.booked_month (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES ledger.fresh_sum (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES ledger.journal_entry (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES ledger.month (not forced)
--   read_by_all FOR r TO hubcraft_app, hubcraft_ops USING (true) WITH CHECK ()
--   written_by_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))

-- POLICIES ledger.month_balance (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES ledger.posting (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES ledger.psp_fee (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES ledger.settlement_exchange (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES ledger.tax_line (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES ledger.untold_entry (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES notifications.mail (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES notifications.mail_alarm (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES notifications.mail_report (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES notifications.member_mail (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES notifications.soft_bounce (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   noted_by_every_game FOR a TO hubcraft_app USING () WITH CHECK ((NULLIF(current_setting('app.game_id'::text, true), ''::text) IS NOT NULL))
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   read_by_every_game FOR r TO hubcraft_app USING ((NULLIF(current_setting('app.game_id'::text, true), ''::text) IS NOT NULL)) WITH CHECK ()

-- POLICIES notifications.suppression (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   noted_by_every_game FOR a TO hubcraft_app USING () WITH CHECK ((NULLIF(current_setting('app.game_id'::text, true), ''::text) IS NOT NULL))
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   read_by_every_game FOR r TO hubcraft_app USING ((NULLIF(current_setting('app.game_id'::text, true), ''::text) IS NOT NULL)) WITH CHECK ()

-- POLICIES notifications.withdrawal_mail (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES offers.store (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES offers.store_item (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES offers.version (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES onboarding.acceptance (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR r TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ()
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES onboarding.agreement (not forced)
--   added_by_the_operator FOR a TO hubcraft_app USING () WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   read_by_all FOR r TO hubcraft_app, hubcraft_ops USING (true) WITH CHECK ()

-- POLICIES onboarding.company (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES onboarding.decision (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES onboarding.gate (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES onboarding.standing (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES onboarding.taxpayer_number (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES onboarding.waiver (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES orders.order (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES orders.order_transition (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES orders.place_evidence (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES orders.waiver (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES payments.account (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES payments.fraud_report (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES payments.method_rules (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES payments.payment (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES payments.provider_route (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_its_game FOR r TO hubcraft_app USING (((game_id IS NULL) OR (game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES payments.psp_notification (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES payments.refund (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES payments.saved_method (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES payments.saved_method_export (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES payments.sca_exemption (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   for_every_game FOR r TO hubcraft_app USING ((NULLIF(current_setting('app.game_id'::text, true), ''::text) IS NOT NULL)) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES payouts.account (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES payouts.bank_batch (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES payouts.bank_entry (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES payouts.bank_order (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES payouts.bank_report (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES payouts.bank_settlement (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES payouts.book (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES payouts.closed_day (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES payouts.debit_account (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES payouts.form_1099k (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES payouts.hold (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES payouts.invoice (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES payouts.invoice_file (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES payouts.invoice_series (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES payouts.invoice_terms (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES payouts.invoice_wanted (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES payouts.payout (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES payouts.payout_share (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES payouts.reserve_part (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES payouts.run (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES payouts.standing (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   heard_of FOR * TO hubcraft_app USING (((current_setting('app.game_id'::text, true) = 'operator'::text) OR (studio_id = ( SELECT g.studio_id
   FROM games.game g
  WHERE (g.id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))))) WITH CHECK (((current_setting('app.game_id'::text, true) = 'operator'::text) OR (studio_id = ( SELECT g.studio_id
   FROM games.game g
  WHERE (g.id = NULLIF(current_setting('app.game_id'::text, true), ''::text))))))
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES payouts.terms (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR * TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text)))

-- POLICIES platform.audit_entry (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR r TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ()
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR r TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ()

-- POLICIES platform.audit_head (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   of_the_studio FOR r TO hubcraft_app USING ((studio_id = NULLIF(current_setting('app.studio_id'::text, true), ''::text))) WITH CHECK ()

-- POLICIES platform.idempotency (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES platform.invariant_check (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES platform.job (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES platform.outbox_delivery (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES platform.outbox_event (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES platform.seal_head (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES platform.seal_note (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES platform.seal_stretch (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES players.player (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES pricing.custom_price (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES pricing.price_template (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES pricing.template_use (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES pricing.version (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES receipts.charge (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES receipts.document (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES receipts.file (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES receipts.held (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES receipts.number (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES reconciliation.expected_movement (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES reconciliation.settlement_line (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES refunds.clawback (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES refunds.refund (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES returns.exchange_rate (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES returns.filed_sum (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   added_by_the_operator FOR a TO hubcraft_app USING () WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES returns.tax_return (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES risk.account (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES risk.appeal (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES risk.attack_mode (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES risk.attempt (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_dispatcher FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES risk.list_entry (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_all_games FOR r TO hubcraft_app USING ((game_id = 'operator'::text)) WITH CHECK ()
--   of_the_dispatcher FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES risk.review (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_dispatcher FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES risk.review_rules (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES risk.signal (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_dispatcher FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES segments.custom_attribute (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES segments.deleted_segment (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   for_the_dispatcher FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES segments.member (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES segments.segment (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES segments.segment_group (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES segments.version (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES sign_in.hub_user (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES sign_in.one_time_token (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES sign_in.session (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES staff.person (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES staff.recovery_code (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES staff.session (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES status.incident (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES status.incident_update (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES storefront.hub (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES tax.change (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_operator FOR * TO hubcraft_app USING ((current_setting('app.studio_id'::text, true) = 'operator'::text)) WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES tax.ending (not forced)
--   added_by_the_operator FOR a TO hubcraft_app USING () WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   read_by_all FOR r TO hubcraft_app, hubcraft_ops USING (true) WITH CHECK ()

-- POLICIES tax.engine_quote (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES tax.engine_step (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES tax.engine_use (not forced)
--   added_by_the_operator FOR a TO hubcraft_app USING () WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   read_by_all FOR r TO hubcraft_app, hubcraft_ops USING (true) WITH CHECK ()

-- POLICIES tax.id_check (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES tax.local_rate (not forced)
--   added_by_the_operator FOR a TO hubcraft_app USING () WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   read_by_all FOR r TO hubcraft_app, hubcraft_ops USING (true) WITH CHECK ()

-- POLICIES tax.rate (not forced)
--   added_by_the_operator FOR a TO hubcraft_app USING () WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   read_by_all FOR r TO hubcraft_app, hubcraft_ops USING (true) WITH CHECK ()

-- POLICIES tax.registration (not forced)
--   added_by_the_operator FOR a TO hubcraft_app USING () WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   read_by_all FOR r TO hubcraft_app, hubcraft_ops USING (true) WITH CHECK ()

-- POLICIES tax.sale_block (not forced)
--   added_by_the_operator FOR a TO hubcraft_app USING () WITH CHECK ((current_setting('app.studio_id'::text, true) = 'operator'::text))
--   read_by_all FOR r TO hubcraft_app, hubcraft_ops USING (true) WITH CHECK ()

-- POLICIES webhooks.aggregate (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES webhooks.attempt (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES webhooks.batch (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES webhooks.batch_link (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES webhooks.delivery (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES webhooks.endpoint_health (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES webhooks.endpoint_pace (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES webhooks.event (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES webhooks.grant_wait (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES webhooks.paced_claim (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES withdrawals.confirmation (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- POLICIES withdrawals.declarant (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)
--   routing FOR r TO hubcraft_dispatcher USING (true) WITH CHECK ()

-- POLICIES withdrawals.withdrawal (forced)
--   across_games FOR r TO hubcraft_ops USING (true) WITH CHECK ()
--   of_the_game FOR * TO hubcraft_app USING ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text))) WITH CHECK ((game_id = NULLIF(current_setting('app.game_id'::text, true), ''::text)))
--   of_the_owner FOR * TO hubcraft_owner USING (true) WITH CHECK (true)

-- GRANTS access.api_key
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS access.external_identity
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS access.identity_provider
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS access.member
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS access.member_link
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS access.member_session
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS access.oidc_attempt
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS access.recovery_code
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS books.account_mapping
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS books.exported_month
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS catalog.category
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS catalog.item
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS catalog.item_category
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS catalog.nested_item
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS catalog.version
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS consents.gdpr_request
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS disputes.alarm
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS disputes.dispute
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS disputes.evidence
--   hubcraft_app: INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS disputes.month_count
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS disputes.warning_rule
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS fees.fee_plan
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS fulfillment.claim_key
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS fulfillment.grant_entry
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS fulfillment.reservation
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS fulfillment.taken_part
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS fx.rate_day
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS game_servers.binding
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS game_servers.endpoint
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS game_servers.fulfillment
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS game_servers.player_verification
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS game_servers.secret
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS game_servers.signing_key
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS games.country_mode
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS games.game
--   hubcraft_app: INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS games.studio
--   hubcraft_app: INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS ledger.balance_rollup
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS ledger.booked_meanwhile
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS ledger.booked_month
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS ledger.fresh_sum
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS ledger.journal_entry
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS ledger.legal_entity
--   hubcraft_app: SELECT
--   hubcraft_ops: SELECT

-- GRANTS ledger.month
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS ledger.month_balance
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS ledger.posting
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS ledger.psp_fee
--   hubcraft_app: INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS ledger.settlement_exchange
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS ledger.tax_line
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS ledger.untold_entry
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS notifications.mail
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS notifications.mail_alarm
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS notifications.mail_report
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS notifications.member_mail
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS notifications.soft_bounce
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS notifications.suppression
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS notifications.withdrawal_mail
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS offers.store
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS offers.store_item
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS offers.version
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS onboarding.acceptance
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS onboarding.agreement
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS onboarding.company
--   hubcraft_app: INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS onboarding.decision
--   hubcraft_app: INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS onboarding.gate
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS onboarding.standing
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS onboarding.taxpayer_number
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS onboarding.waiver
--   hubcraft_app: SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS orders.order
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS orders.order_transition
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS orders.place_evidence
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS orders.waiver
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS payments.account
--   hubcraft_app: INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payments.fraud_report
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payments.method_rules
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payments.payment
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payments.provider_route
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payments.psp_notification
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payments.refund
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payments.saved_method
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payments.saved_method_export
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payments.sca_exemption
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payouts.account
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payouts.bank_batch
--   hubcraft_app: INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payouts.bank_entry
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS payouts.bank_order
--   hubcraft_app: INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payouts.bank_report
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS payouts.bank_settlement
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS payouts.book
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payouts.closed_day
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payouts.debit_account
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payouts.form_1099k
--   hubcraft_app: INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payouts.hold
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payouts.invoice
--   hubcraft_app: INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payouts.invoice_file
--   hubcraft_app: INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payouts.invoice_series
--   hubcraft_app: INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payouts.invoice_terms
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS payouts.invoice_wanted
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payouts.invoices_begin
--   hubcraft_app: SELECT
--   hubcraft_ops: SELECT

-- GRANTS payouts.payout
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payouts.payout_share
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payouts.reserve_part
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payouts.run
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payouts.standing
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS payouts.terms
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS platform.audit_entry
--   hubcraft_app: SELECT
--   hubcraft_ops: SELECT

-- GRANTS platform.audit_head
--   hubcraft_app: SELECT
--   hubcraft_ops: SELECT

-- GRANTS platform.bucket
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE

-- GRANTS platform.derived_key
--   hubcraft_app: INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS platform.idempotency
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS platform.invariant_check
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS platform.job
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS platform.outbox_delivery
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS platform.outbox_event
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS platform.route
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE

-- GRANTS platform.seal_head
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS platform.seal_note
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS platform.seal_roster
--   hubcraft_app: INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS platform.seal_stretch
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS platform.service_day
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE

-- GRANTS platform.service_slot
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE

-- GRANTS players.player
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS pricing.custom_price
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS pricing.price_template
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS pricing.template_use
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS pricing.version
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS receipts.beginning
--   hubcraft_app: SELECT
--   hubcraft_ops: SELECT

-- GRANTS receipts.charge
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS receipts.document
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS receipts.file
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS receipts.held
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS receipts.legal_entity
--   hubcraft_app: SELECT
--   hubcraft_ops: SELECT

-- GRANTS receipts.number
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS receipts.series
--   hubcraft_app: INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS reconciliation.expected_movement
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS reconciliation.settlement_line
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS refunds.clawback
--   hubcraft_app: INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS refunds.refund
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS returns.exchange_rate
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS returns.filed_sum
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS returns.tax_return
--   hubcraft_app: INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS risk.account
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS risk.appeal
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS risk.attack_mode
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS risk.attempt
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS risk.installation_mode
--   hubcraft_app: INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS risk.list_entry
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS risk.review
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS risk.review_rules
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS risk.signal
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS segments.custom_attribute
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS segments.deleted_segment
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS segments.member
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS segments.segment
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS segments.segment_group
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS segments.version
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS sign_in.hub_user
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS sign_in.one_time_token
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS sign_in.session
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS staff.person
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS staff.recovery_code
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS staff.session
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS status.incident
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS status.incident_update
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS storefront.hub
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS tax.change
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS tax.ending
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS tax.engine_quote
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS tax.engine_step
--   hubcraft_app: INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS tax.engine_use
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS tax.id_check
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS tax.local_rate
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS tax.rate
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS tax.registration
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS tax.sale_block
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS webhooks.aggregate
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS webhooks.attempt
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS webhooks.batch
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS webhooks.batch_link
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS webhooks.delivery
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS webhooks.endpoint_health
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS webhooks.endpoint_pace
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS webhooks.event
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS webhooks.grant_wait
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS webhooks.paced_claim
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS withdrawals.confirmation
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- GRANTS withdrawals.declarant
--   hubcraft_app: DELETE, INSERT, SELECT, UPDATE
--   hubcraft_ops: SELECT

-- GRANTS withdrawals.withdrawal
--   hubcraft_app: INSERT, SELECT
--   hubcraft_ops: SELECT

-- TRIGGERS disputes.evidence
--   CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON disputes.evidence FOR EACH STATEMENT EXECUTE FUNCTION disputes.refuse_change()
--   CREATE TRIGGER stays BEFORE UPDATE ON disputes.evidence FOR EACH ROW WHEN (((old.sha256 <> new.sha256) OR (old.dispute_id <> new.dispute_id) OR (old.game_id <> new.game_id) OR (old.built_at <> new.built_at) OR ((old.document_sealed IS NULL) AND (new.document_sealed IS NOT NULL)))) EXECUTE FUNCTION disputes.refuse_change()

-- TRIGGERS ledger.journal_entry
--   CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.journal_entry FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change()
--   CREATE TRIGGER book_in_open_month BEFORE INSERT ON ledger.journal_entry FOR EACH ROW EXECUTE FUNCTION ledger.book_in_open_month()
--   CREATE TRIGGER hold_months BEFORE INSERT ON ledger.journal_entry FOR EACH STATEMENT EXECUTE FUNCTION ledger.hold_months()
--   CREATE TRIGGER note_booked AFTER INSERT ON ledger.journal_entry REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION ledger.note_booked()
--   CREATE TRIGGER note_new_rows AFTER INSERT ON ledger.journal_entry REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION platform.note_new_rows('ledger')
--   CREATE TRIGGER note_untold AFTER INSERT ON ledger.journal_entry REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION ledger.note_untold()

-- TRIGGERS ledger.month
--   CREATE TRIGGER keep_closed BEFORE INSERT OR DELETE OR UPDATE ON ledger.month FOR EACH ROW EXECUTE FUNCTION ledger.keep_closed_months()

-- TRIGGERS ledger.month_balance
--   CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.month_balance FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change()

-- TRIGGERS ledger.posting
--   CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.posting FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change()
--   CREATE TRIGGER balance AFTER INSERT ON ledger.posting REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION ledger.require_balance()
--   CREATE TRIGGER note_sums AFTER INSERT ON ledger.posting REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION ledger.note_sums()

-- TRIGGERS ledger.settlement_exchange
--   CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.settlement_exchange FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change()

-- TRIGGERS ledger.tax_line
--   CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.tax_line FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change()

-- TRIGGERS orders.order
--   CREATE TRIGGER drop_old_seal BEFORE UPDATE ON orders."order" FOR EACH ROW WHEN (((old.seal IS NOT NULL) AND (NOT (new.seal IS DISTINCT FROM old.seal)) AND (new.status <> 'captured'::text) AND (new.modified_at IS DISTINCT FROM old.modified_at))) EXECUTE FUNCTION orders.drop_old_seal()
--   CREATE TRIGGER note_new_rows AFTER INSERT ON orders."order" REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION platform.note_new_rows('orders')

-- TRIGGERS payments.payment
--   CREATE TRIGGER drop_instructions BEFORE UPDATE ON payments.payment FOR EACH ROW WHEN (((old.status = 'created'::text) AND (new.status <> 'created'::text) AND (new.instructions_sealed IS NOT NULL))) EXECUTE FUNCTION payments.drop_instructions()

-- TRIGGERS payouts.bank_batch
--   CREATE TRIGGER keep_batches BEFORE DELETE OR UPDATE ON payouts.bank_batch FOR EACH ROW EXECUTE FUNCTION payouts.keep_bank_batches()

-- TRIGGERS payouts.bank_order
--   CREATE TRIGGER keep_orders BEFORE DELETE OR UPDATE ON payouts.bank_order FOR EACH ROW EXECUTE FUNCTION payouts.keep_bank_orders()

-- TRIGGERS payouts.form_1099k
--   CREATE TRIGGER keep_forms BEFORE DELETE OR UPDATE ON payouts.form_1099k FOR EACH ROW EXECUTE FUNCTION payouts.keep_forms()

-- TRIGGERS payouts.invoice
--   CREATE TRIGGER keep_all_invoices BEFORE TRUNCATE ON payouts.invoice FOR EACH STATEMENT EXECUTE FUNCTION payouts.keep_invoices()
--   CREATE TRIGGER keep_invoices BEFORE DELETE OR UPDATE ON payouts.invoice FOR EACH ROW EXECUTE FUNCTION payouts.keep_invoices()

-- TRIGGERS payouts.invoice_file
--   CREATE TRIGGER keep_files BEFORE DELETE OR UPDATE ON payouts.invoice_file FOR EACH ROW EXECUTE FUNCTION payouts.keep_invoices()

-- TRIGGERS payouts.payout
--   CREATE TRIGGER want_invoice AFTER INSERT OR UPDATE OF state, returned_at ON payouts.payout FOR EACH ROW EXECUTE FUNCTION payouts.want_invoice()

-- TRIGGERS platform.audit_entry
--   CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON platform.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_change()

-- TRIGGERS receipts.document
--   CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON receipts.document FOR EACH STATEMENT EXECUTE FUNCTION receipts.refuse_change()

-- TRIGGERS receipts.file
--   CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON receipts.file FOR EACH STATEMENT EXECUTE FUNCTION receipts.refuse_change()

-- TRIGGERS receipts.number
--   CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON receipts.number FOR EACH STATEMENT EXECUTE FUNCTION receipts.refuse_change()

-- TRIGGERS returns.exchange_rate
--   CREATE TRIGGER keep_rates BEFORE INSERT OR DELETE OR UPDATE ON returns.exchange_rate FOR EACH ROW EXECUTE FUNCTION returns.keep_rates_of_filed()

-- TRIGGERS returns.filed_sum
--   CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON returns.filed_sum FOR EACH STATEMENT EXECUTE FUNCTION returns.refuse_change()

-- TRIGGERS returns.tax_return
--   CREATE TRIGGER keep_filed BEFORE DELETE OR UPDATE ON returns.tax_return FOR EACH ROW WHEN ((old.filed_at IS NOT NULL)) EXECUTE FUNCTION returns.refuse_change()

-- TRIGGERS withdrawals.withdrawal
--   CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON withdrawals.withdrawal FOR EACH STATEMENT EXECUTE FUNCTION withdrawals.refuse_change()

-- FUNCTION disputes.refuse_change()
--   body c322d9e0912c3ccbff4c8df109ab481f

-- FUNCTION ledger.book_in_open_month()
--   body f9a635a4ac273ee794c17863c84ddd80

-- FUNCTION ledger.entity_of(named text)
--   body 1c95bc9df1c6774c19367c7c32e89628

-- FUNCTION ledger.hold_months()
--   body 36bcf8685d4184c12c66cea9e4ddce0c

-- FUNCTION ledger.keep_closed_months()
--   body 557cd8b3a4914cf22197471d19131497

-- FUNCTION ledger.note_booked()
--   body 93ec1d32c80856b788eb95da58067da7

-- FUNCTION ledger.note_sums()
--   body 05c61a7978404f5c2feb82e7e8ba536a

-- FUNCTION ledger.note_untold()
--   body b6376470985ce3b4e99dc2a28813a938

-- FUNCTION ledger.refuse_change()
--   body 207300d7f656a5f040307b2e180047b8

-- FUNCTION ledger.require_balance()
--   body 86e82cff886bbfdb2520cd752815dd98

-- FUNCTION orders.drop_old_seal()
--   body 6a2d9747855dfc2269dacad9e663d53c

-- FUNCTION payments.drop_instructions()
--   body f0b26841630ef0152eab4bd576a74f0f

-- FUNCTION payouts.keep_bank_batches()
--   body 741f6d2cebcb3e204c3494de9b628a54

-- FUNCTION payouts.keep_bank_orders()
--   body 72440cf55146e817dc324b8d6cbc1a57

-- FUNCTION payouts.keep_forms()
--   body 4c471891fee64d467d80e8ed2ab563d5

-- FUNCTION payouts.keep_invoices()
--   body b43eb116ea416bd9f402362f945d8149

-- FUNCTION payouts.want_invoice()
--   body 65c610dd9a0d49e5c1c293cf4c617218

-- FUNCTION platform.append_audit(id text, actor_kind text, actor_id text, operation text, targets text[], request text, request_id text)
--   body 2c2d088cbc7685e3733fef9a289fbea3

-- FUNCTION platform.audit_hash(e platform.audit_entry)
--   body 67668bcb1ebd6c670788af5dcaf1738a

-- FUNCTION platform.drop_emptied_partition()
--   body cee360679ddc62d0d6175d0b746a7f5a

-- FUNCTION platform.ensure_partitions(parent text, prefix text, months integer)
--   body 6d950d651e5f3c92d0dec3a91d69501f

-- FUNCTION platform.extend_partitions(months integer)
--   body 7079734a4e62974d6f9b5391f9860f5b

-- FUNCTION platform.hashed_member(member text)
--   body 62dfb5d5bf0faec04ad58b75c6fad69d

-- FUNCTION platform.lock_to_game(tenant_table text)
--   body 6fdadd420521896a515c5a6152d59505

-- FUNCTION platform.lock_to_operator(tenant_table text)
--   body a8ec50486b733c81b6732bef2450da3f

-- FUNCTION platform.lock_to_studio(tenant_table text)
--   body ec4a0f1ef3f237546e59768f745b9f1c

-- FUNCTION platform.note_new_rows()
--   body 07105b53be1c083d48d19e8edd8039f0

-- FUNCTION platform.refuse_change()
--   body c96d9d8dd96a4c17d7a712fe0171d890

-- FUNCTION platform.remove_what_is_over(batch integer)
--   body 1a1726979a008b59789495e40e68a983

-- FUNCTION platform.typeid_floor(prefix text, at timestamp with time zone)
--   body 27d988e99b31e07ed95f0523c922258e

-- FUNCTION receipts.refuse_change()
--   body 0861e35a1b0c0adbabb0431de2d89678

-- FUNCTION returns.keep_rates_of_filed()
--   body 95db7f62ed95747a1dde7d36eac24442

-- FUNCTION returns.refuse_change()
--   body 1e540fe74fce7f1f0bed96cec7624763

-- FUNCTION withdrawals.refuse_change()
--   body 34378edeeb32b759b9f0e1f91a543bf1
