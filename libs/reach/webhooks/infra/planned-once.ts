/**
 * Before a statement that asks every partition several times, as a claim does: to plan that takes PostgreSQL several times as long as to do it. Its plan is made once per connection then, from the indexes alone, and not
 * from what the tables held at that moment. It holds to the end of the transaction.
 */
export const PLANNED_ONCE = "SELECT set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true)";
