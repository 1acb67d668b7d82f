ALTER TABLE catalog_access ADD COLUMN seeded bigint NOT NULL DEFAULT 0;
