CREATE TABLE catalog_access (version bigint NOT NULL);
INSERT INTO catalog_access (version) VALUES (0);
