CREATE TABLE item (
    name $text NOT NULL PRIMARY KEY,
    number bigint,
    flag boolean,
    ratio double precision,
    data $blob
);
CREATE TABLE entry (
    id $identity,
    name $text NOT NULL
);
