/**
 * Two tables for the beginning of a statement of the dispatcher: `game(game_id)`, the games that have something pending, and `endpoint(game_id, id)`, their endpoints that have and are not left alone. From one to the next along the index
 * by endpoint, so that they cost games and endpoints and not what waits for them: what is for one that is left alone, or disabled, is pending for days.
 */
export const PENDING_ENDPOINTS = `WITH RECURSIVE game AS (
    (SELECT game_id FROM webhooks.delivery WHERE state = 'pending' ORDER BY game_id LIMIT 1)
    UNION ALL SELECT (SELECT d.game_id FROM webhooks.delivery d WHERE d.state = 'pending' AND d.game_id > game.game_id ORDER BY d.game_id LIMIT 1) FROM game WHERE game.game_id IS NOT NULL
  ), endpoint AS (
    SELECT game.game_id, each.id FROM game CROSS JOIN LATERAL (
      WITH RECURSIVE endpoint(id) AS (
        (SELECT d.endpoint_id FROM webhooks.delivery d WHERE d.game_id = game.game_id AND d.state = 'pending' AND d.endpoint_id IS NOT NULL ORDER BY d.endpoint_id LIMIT 1)
        UNION ALL
        SELECT (SELECT d.endpoint_id FROM webhooks.delivery d WHERE d.game_id = game.game_id AND d.state = 'pending' AND d.endpoint_id > e.id ORDER BY d.endpoint_id LIMIT 1) FROM endpoint e WHERE e.id IS NOT NULL
      ) SELECT id FROM endpoint WHERE id IS NOT NULL) AS each
     WHERE NOT EXISTS (SELECT FROM webhooks.endpoint_health h WHERE h.game_id = game.game_id AND h.endpoint_id = each.id AND h.open_until > now())
  )`;
