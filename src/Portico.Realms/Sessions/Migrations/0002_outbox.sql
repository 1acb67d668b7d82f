-- What has to be sent to others once the transaction that decided it is committed: logout notices, mail. Times are milliseconds since 1970.
CREATE TABLE idp_outbox (
    id $text NOT NULL PRIMARY KEY,
    realm_id $text NOT NULL REFERENCES realm (id) ON DELETE CASCADE,
    kind $text NOT NULL,
    due bigint NOT NULL,
    attempts bigint NOT NULL,
    expires bigint NOT NULL,
    data $blob NOT NULL
);
CREATE INDEX idp_outbox_due ON idp_outbox (due);
