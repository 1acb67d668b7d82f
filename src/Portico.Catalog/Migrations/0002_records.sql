-- What is known about an entity and has no versions: runs of pipelines, profiles, samples. The key tells records of one kind apart.
CREATE TABLE entity_record (
    entity_id $text NOT NULL REFERENCES entity (id) ON DELETE CASCADE,
    kind $text NOT NULL,
    key $text NOT NULL,
    at bigint NOT NULL,
    json text NOT NULL,
    PRIMARY KEY (entity_id, kind, key)
);
