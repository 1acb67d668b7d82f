-- One row per realm. The version grows with every change of the realm's configuration; a snapshot of the same version is the same content.
CREATE TABLE realm (
    id $text PRIMARY KEY,
    name $text NOT NULL UNIQUE,
    version bigint NOT NULL,
    document $text NOT NULL,
    secret $blob
);

-- Clients, client scopes, roles, groups, components and further documents, as JSON. Each row carries the realm version that wrote it, so that a node reads
-- only what changed; a deleted object leaves a row with an empty document.
CREATE TABLE realm_object (
    realm_id $text NOT NULL REFERENCES realm (id) ON DELETE CASCADE,
    kind bigint NOT NULL,
    id $text NOT NULL,
    version bigint NOT NULL,
    document $text NOT NULL,
    secret $blob,
    PRIMARY KEY (realm_id, kind, id)
);

CREATE INDEX realm_object_version ON realm_object (realm_id, version);

-- username, email: lower case. email_key repeats the address while the realm wants addresses to be unique. first_key, last_key: lower case, for searches.
CREATE TABLE realm_user (
    realm_id $text NOT NULL REFERENCES realm (id) ON DELETE CASCADE,
    id $text NOT NULL,
    username $text NOT NULL,
    email $text,
    email_key $text,
    first_name $text,
    last_name $text,
    first_key $text,
    last_key $text,
    enabled bigint NOT NULL,
    email_verified bigint NOT NULL,
    created_at bigint NOT NULL,
    not_before bigint NOT NULL,
    service_account $text,
    required_actions $text NOT NULL,
    attributes $text NOT NULL,
    extra $text,
    PRIMARY KEY (realm_id, id),
    UNIQUE (realm_id, username),
    UNIQUE (realm_id, email_key)
);

CREATE INDEX realm_user_email ON realm_user (realm_id, email);

-- The attributes once more, for searches by attribute; value_key is lower case.
CREATE TABLE realm_user_attribute (
    realm_id $text NOT NULL,
    user_id $text NOT NULL,
    name $text NOT NULL,
    value_key $text NOT NULL,
    FOREIGN KEY (realm_id, user_id) REFERENCES realm_user (realm_id, id) ON DELETE CASCADE
);

CREATE INDEX realm_user_attribute_user ON realm_user_attribute (realm_id, user_id);
CREATE INDEX realm_user_attribute_name ON realm_user_attribute (realm_id, name);

CREATE TABLE realm_user_role (
    realm_id $text NOT NULL,
    user_id $text NOT NULL,
    role_id $text NOT NULL,
    PRIMARY KEY (realm_id, user_id, role_id),
    FOREIGN KEY (realm_id, user_id) REFERENCES realm_user (realm_id, id) ON DELETE CASCADE
);

CREATE INDEX realm_user_role_role ON realm_user_role (realm_id, role_id);

CREATE TABLE realm_user_group (
    realm_id $text NOT NULL,
    user_id $text NOT NULL,
    group_id $text NOT NULL,
    PRIMARY KEY (realm_id, user_id, group_id),
    FOREIGN KEY (realm_id, user_id) REFERENCES realm_user (realm_id, id) ON DELETE CASCADE
);

CREATE INDEX realm_user_group_group ON realm_user_group (realm_id, group_id);

CREATE TABLE realm_credential (
    realm_id $text NOT NULL,
    user_id $text NOT NULL,
    id $text NOT NULL,
    type $text NOT NULL,
    label $text,
    created_at bigint NOT NULL,
    priority bigint NOT NULL,
    data $text NOT NULL,
    secret $blob NOT NULL,
    PRIMARY KEY (realm_id, user_id, id),
    FOREIGN KEY (realm_id, user_id) REFERENCES realm_user (realm_id, id) ON DELETE CASCADE
);

-- The id of the key that this database's secrets are encrypted with.
CREATE TABLE realm_protection (
    key_id $text PRIMARY KEY
);
