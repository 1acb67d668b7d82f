CREATE TABLE search_document (
    doc $identity,
    id $text NOT NULL UNIQUE,
    type $text NOT NULL,
    name $text NOT NULL,
    name_key $text NOT NULL,
    fqn $text NOT NULL,
    fqn_key $text NOT NULL,
    display_name $text NULL,
    facets $text NOT NULL,
    deleted bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE INDEX search_document_name ON search_document (deleted, name_key, type);
CREATE INDEX search_document_type_name ON search_document (deleted, type, name_key);
CREATE INDEX search_document_fqn ON search_document (deleted, fqn_key);
CREATE INDEX search_document_type_fqn ON search_document (deleted, type, fqn_key);
CREATE INDEX search_document_updated ON search_document (deleted, updated_at);
CREATE INDEX search_document_type_updated ON search_document (deleted, type, updated_at);
