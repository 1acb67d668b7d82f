-- Events of realms that keep them: sign-ins (is_admin = 0) and changes by administrators (is_admin = 1). The document is the representation that is served.
CREATE TABLE realm_event (
    seq $identity,
    realm_id $text NOT NULL REFERENCES realm (id) ON DELETE CASCADE,
    is_admin bigint NOT NULL,
    time bigint NOT NULL,
    type $text NOT NULL,
    resource_type $text NOT NULL,
    resource_path $text NOT NULL,
    client_id $text NOT NULL,
    user_id $text NOT NULL,
    ip $text NOT NULL,
    document $text NOT NULL
);

CREATE INDEX realm_event_realm ON realm_event (realm_id, is_admin, seq);
