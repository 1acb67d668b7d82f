-- Sessions of people and of what they sign in to; codes and other tickets in flight. Times are seconds since 1970.
CREATE TABLE idp_user_session (
    id $text NOT NULL,
    offline bigint NOT NULL,
    realm_id $text NOT NULL,
    user_id $text NOT NULL,
    login_name $text NOT NULL,
    ip $text NOT NULL,
    started bigint NOT NULL,
    last_access bigint NOT NULL,
    auth_time bigint NOT NULL,
    remember_me bigint NOT NULL,
    expires bigint NOT NULL,
    PRIMARY KEY (id, offline),
    FOREIGN KEY (realm_id, user_id) REFERENCES realm_user (realm_id, id) ON DELETE CASCADE
);
CREATE INDEX idp_user_session_user ON idp_user_session (realm_id, user_id);
CREATE INDEX idp_user_session_expires ON idp_user_session (expires);

CREATE TABLE idp_client_session (
    session_id $text NOT NULL,
    offline bigint NOT NULL,
    client_id $text NOT NULL,
    started bigint NOT NULL,
    last_access bigint NOT NULL,
    acr $text NOT NULL,
    PRIMARY KEY (session_id, offline, client_id),
    FOREIGN KEY (session_id, offline) REFERENCES idp_user_session (id, offline) ON DELETE CASCADE
);
CREATE INDEX idp_client_session_client ON idp_client_session (client_id, offline);

CREATE TABLE idp_sign_in (
    id $text NOT NULL,
    tab $text NOT NULL,
    realm_id $text NOT NULL REFERENCES realm (id) ON DELETE CASCADE,
    expires bigint NOT NULL,
    version bigint NOT NULL,
    data $text NOT NULL,
    PRIMARY KEY (id, tab)
);
CREATE INDEX idp_sign_in_expires ON idp_sign_in (expires);

CREATE TABLE idp_ticket (
    kind $text NOT NULL,
    id $text NOT NULL,
    realm_id $text NOT NULL REFERENCES realm (id) ON DELETE CASCADE,
    expires bigint NOT NULL,
    uses bigint NOT NULL,
    data $text NOT NULL,
    PRIMARY KEY (kind, id)
);
CREATE INDEX idp_ticket_expires ON idp_ticket (expires);

CREATE TABLE idp_login_failure (
    realm_id $text NOT NULL,
    user_id $text NOT NULL,
    failures bigint NOT NULL,
    lockouts bigint NOT NULL,
    last_failure bigint NOT NULL,
    last_ip $text NOT NULL,
    locked_until bigint NOT NULL,
    PRIMARY KEY (realm_id, user_id),
    FOREIGN KEY (realm_id, user_id) REFERENCES realm_user (realm_id, id) ON DELETE CASCADE
);

CREATE TABLE idp_consent (
    realm_id $text NOT NULL,
    user_id $text NOT NULL,
    client_id $text NOT NULL,
    scopes $text NOT NULL,
    created bigint NOT NULL,
    updated bigint NOT NULL,
    PRIMARY KEY (realm_id, user_id, client_id),
    FOREIGN KEY (realm_id, user_id) REFERENCES realm_user (realm_id, id) ON DELETE CASCADE
);
