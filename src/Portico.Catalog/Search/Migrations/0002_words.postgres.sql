CREATE TABLE search_words (
    doc bigint NOT NULL PRIMARY KEY,
    words tsvector NOT NULL
);
CREATE INDEX search_words_words ON search_words USING gin (words);
