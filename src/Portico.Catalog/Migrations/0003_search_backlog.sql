-- Entities that were written in bulk and that search does not know yet: a row per batch, its ids as a JSON array.
CREATE TABLE search_backlog (
    sequence $identity,
    ids text NOT NULL
);
