-- Searches by the beginning of a name go through an index each; those by attribute through name and the beginning of the value (an index entry cannot hold a long one).
CREATE INDEX realm_user_first ON realm_user (realm_id, first_key);
CREATE INDEX realm_user_last ON realm_user (realm_id, last_key);
DROP INDEX realm_user_attribute_name;
CREATE INDEX realm_user_attribute_value ON realm_user_attribute (realm_id, name, substr(value_key, 1, 100));
