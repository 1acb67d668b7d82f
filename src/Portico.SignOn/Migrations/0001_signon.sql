CREATE TABLE signon_key_check (
    id bigint NOT NULL PRIMARY KEY,
    sealed $blob NOT NULL
);

-- A person is the pair (issuer, subject) of the provider's tokens; names are attributes of the account.
CREATE TABLE signon_identity (
    issuer $text NOT NULL,
    subject $text NOT NULL,
    account_id $text NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (issuer, subject)
);
-- Two identities never share an account.
CREATE UNIQUE INDEX signon_identity_account ON signon_identity (account_id);

CREATE TABLE signon_pending (
    state_hash $text NOT NULL PRIMARY KEY,
    sealed $blob NOT NULL,
    expires_at bigint NOT NULL
);
CREATE INDEX signon_pending_expiry ON signon_pending (expires_at);

CREATE TABLE signon_session (
    hash $text NOT NULL PRIMARY KEY,
    id $text NOT NULL UNIQUE,
    account_id $text NOT NULL,
    issuer $text NOT NULL,
    subject $text NOT NULL,
    provider_session $text,
    sealed $blob NOT NULL,
    created_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    renew_at bigint,
    lease_until bigint NOT NULL
);
CREATE INDEX signon_session_account ON signon_session (account_id, seen_at);
CREATE INDEX signon_session_expiry ON signon_session (expires_at);

CREATE TABLE signon_own_key (
    kid $text NOT NULL PRIMARY KEY,
    sealed $blob NOT NULL,
    created_at bigint NOT NULL
);

CREATE TABLE signon_own_token (
    id $text NOT NULL PRIMARY KEY,
    hash $text NOT NULL UNIQUE,
    account_id $text NOT NULL,
    kind $text NOT NULL,
    name $text,
    sealed $blob NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint
);
CREATE INDEX signon_own_token_account ON signon_own_token (account_id, kind);
