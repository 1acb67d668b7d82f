-- One row per entity. core holds the members that are always served, as one JSON object; extra those that are served on request.
-- id, name, fullyQualifiedName, version (in tenths), updatedAt, updatedBy, deleted and the change descriptions are columns only and are spliced in when served.
CREATE TABLE entity (
    id $text PRIMARY KEY,
    type $text NOT NULL,
    name $text NOT NULL,
    fqn $text NOT NULL,
    display_name text,
    parent_id $text REFERENCES entity (id),
    version bigint NOT NULL,
    updated_at bigint NOT NULL,
    updated_by text NOT NULL,
    deleted boolean NOT NULL,
    source_hash text,
    changes text,
    extra text,
    core text NOT NULL
);
CREATE UNIQUE INDEX entity_fqn ON entity (type, fqn);
CREATE INDEX entity_by_name ON entity (type, name);
CREATE UNIQUE INDEX entity_children ON entity (parent_id, type, name);

-- A reference from one entity to another; kind is the member's name on the side that owns it (owners, roles, teams, policies ...). data is JSON about the relation itself.
CREATE TABLE relation (
    from_id $text NOT NULL REFERENCES entity (id) ON DELETE CASCADE,
    kind $text NOT NULL,
    to_id $text NOT NULL REFERENCES entity (id) ON DELETE CASCADE,
    position bigint NOT NULL,
    data text,
    PRIMARY KEY (from_id, kind, to_id)
);
CREATE INDEX relation_to ON relation (to_id, kind, from_id);

-- Which entities carry a tag, on themselves or on a column.
CREATE TABLE tag_usage (
    tag_fqn $text NOT NULL,
    entity_id $text NOT NULL REFERENCES entity (id) ON DELETE CASCADE,
    PRIMARY KEY (tag_fqn, entity_id)
);
CREATE INDEX tag_usage_entity ON tag_usage (entity_id);

-- What an entity was before each change; relations holds its references of that time as JSON members.
CREATE TABLE entity_version (
    entity_id $text NOT NULL REFERENCES entity (id) ON DELETE CASCADE,
    version bigint NOT NULL,
    updated_at bigint NOT NULL,
    updated_by text NOT NULL,
    deleted boolean NOT NULL,
    changes text,
    extra text,
    relations text,
    core text NOT NULL,
    PRIMARY KEY (entity_id, version)
);

CREATE TABLE change_event (
    sequence $identity,
    at bigint NOT NULL,
    kind text NOT NULL,
    type text NOT NULL,
    entity_id text NOT NULL,
    fqn text NOT NULL,
    version bigint NOT NULL,
    previous_version bigint NOT NULL,
    user_name text NOT NULL,
    data text
);
CREATE INDEX change_event_at ON change_event (at);
