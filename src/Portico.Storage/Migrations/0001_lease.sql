CREATE TABLE storage_lease (
    name $text NOT NULL PRIMARY KEY,
    holder $text NOT NULL,
    expires_at bigint NOT NULL
);
