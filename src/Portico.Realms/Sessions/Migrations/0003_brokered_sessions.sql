-- The session at an identity provider that a session here came from; it is ended along with it.
CREATE TABLE idp_brokered_session (
    session_id $text NOT NULL PRIMARY KEY,
    offline bigint NOT NULL,
    data $blob NOT NULL,
    FOREIGN KEY (session_id, offline) REFERENCES idp_user_session (id, offline) ON DELETE CASCADE
);
