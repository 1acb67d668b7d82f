CREATE TABLE half (id $identity);
INSERT INTO missing_table (id) VALUES (1);
