CREATE TABLE engine AS SELECT 'postgres' AS name;
