/**
 * Before a statement that asks every partition several times, as a claim does: to plan that takes PostgreSQL several times as long as to do it. Its plan is made once per connection then, from the indexes alone, and not
 * from what the tables held at that moment: what is taken is few, what it is looked up in may be millions. Without a word against them a plan that is made again after an ANALYZE takes a limit that it does not know
 * for a tenth of the table and builds a hash of all events, which took 4.8 s for a hundred deliveries among 300,000 events. It holds to the end of the transaction.
 */
export const PLANNED_ONCE = "SELECT set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)";
