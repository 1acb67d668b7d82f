CREATE TABLE search_document (
    doc $identity,
    id $text NOT NULL UNIQUE
);
