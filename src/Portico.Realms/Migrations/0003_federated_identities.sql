-- Who a user is at a brokered identity provider. Nobody there is two users here.
CREATE TABLE realm_federated_identity (
    realm_id $text NOT NULL,
    user_id $text NOT NULL,
    provider $text NOT NULL,
    external_id $text NOT NULL,
    external_name $text NOT NULL,
    PRIMARY KEY (realm_id, user_id, provider),
    UNIQUE (realm_id, provider, external_id),
    FOREIGN KEY (realm_id, user_id) REFERENCES realm_user (realm_id, id) ON DELETE CASCADE
);
