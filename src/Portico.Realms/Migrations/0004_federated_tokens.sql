-- What an identity provider gave for a user, where the provider's settings say that it is kept.
CREATE TABLE realm_federated_token (
    realm_id $text NOT NULL,
    user_id $text NOT NULL,
    provider $text NOT NULL,
    token $blob NOT NULL,
    PRIMARY KEY (realm_id, user_id, provider),
    FOREIGN KEY (realm_id, user_id, provider) REFERENCES realm_federated_identity (realm_id, user_id, provider) ON DELETE CASCADE
);
