-- A table of ours is somebody's, and locked to her, unless it says here that it holds nothing of anybody. Held by the invariant tenants.tables-are-locked.
COMMENT ON TABLE hubcraft_migration.applied IS 'of no tenant';
COMMENT ON TABLE platform.bucket IS 'of no tenant';
COMMENT ON TABLE platform.derived_key IS 'of no tenant';
COMMENT ON TABLE platform.route IS 'of no tenant';
COMMENT ON TABLE tax.local_rate IS 'of no tenant';
COMMENT ON TABLE tax.registration IS 'of no tenant';
