-- What search_articles() reads. Made from core.versions, as the tables of 0006 are: the next run fills them.

CREATE TABLE core.words (
    word_id INTEGER NOT NULL,
    word VARCHAR NOT NULL
);
COMMENT ON TABLE core.words IS 'One row a word that has occurred in a text, as core.words_of() gives it.';
COMMENT ON COLUMN core.words.word_id IS 'Number of the word.';
COMMENT ON COLUMN core.words.word IS 'The word: lower case, without accents; of scripts without blanks, two neighbouring characters.';

CREATE TABLE core.postings (
    word_id INTEGER NOT NULL,
    text_id INTEGER NOT NULL,
    weight UTINYINT NOT NULL
);
COMMENT ON TABLE core.postings IS 'One row a text and word that it holds.';
COMMENT ON COLUMN core.postings.word_id IS 'Word.';
COMMENT ON COLUMN core.postings.text_id IS 'Text.';
COMMENT ON COLUMN core.postings.weight IS 'How much the text is about the word, 0 to 220: what BM25 makes of its frequency, times 100.';

COMMENT ON TABLE core.texts IS 'One row an article whose newest version has been indexed for search and compared with the others.';
COMMENT ON COLUMN core.texts.method IS 'How words, weights and the signature were made: only what was made alike can be compared.';
