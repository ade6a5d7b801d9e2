-- The words of a text as search knows them, of an article as of a question. Words are runs of letters and digits, in
-- lower case, without accents. Chinese, Japanese, Thai, Lao, Khmer and Burmese put no blanks between words: there,
-- each character and the next one count as a word. Marks of those scripts and of India's are letters, no accents.

CREATE OR REPLACE MACRO core.unspaced() AS
'\p{Han}\p{Hiragana}\p{Katakana}ー\p{Bopomofo}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}';
COMMENT ON MACRO core.unspaced IS 'Characters that are written without blanks between words, for a regular expression.';

CREATE OR REPLACE MACRO core.is_unspaced(run) AS regexp_matches(run, '^[' || core.unspaced() || ']');
COMMENT ON MACRO core.is_unspaced IS 'True for a run in a script without blanks between words.';

CREATE OR REPLACE MACRO core.runs_of(said) AS
list_transform(
    regexp_extract_all(
        CASE WHEN regexp_matches(said, '[' || core.unspaced() || ']')
            THEN regexp_replace(said, '([' || core.unspaced() || ']+)', ' \1 ', 'g')
            ELSE said END,
        '[\p{L}\p{M}\p{N}]+'
    ),
    lambda run: CASE WHEN regexp_matches(run, '[\x{0900}-\x{109F}\x{1780}-\x{17FF}\x{3040}-\x{30FF}]') THEN lower(run)
        ELSE replace(translate(strip_accents(lower(left(run, 50))), 'øłđı', 'oldi'), 'ß', 'ss') END
);
COMMENT ON MACRO core.runs_of IS 'Runs of letters and digits of a text, folded: what words are made of.';

CREATE OR REPLACE MACRO core.pairs_of(run) AS
list_transform(range(1, length(run)), lambda place: run[place:place + 1]);
COMMENT ON MACRO core.pairs_of IS 'Each two neighbouring characters of a run.';

CREATE OR REPLACE MACRO core.words_of(said) AS
flatten(list_transform(
    core.runs_of(said),
    lambda run: CASE WHEN core.is_unspaced(run) THEN list_append(core.pairs_of(run), run[-1:]) ELSE [run] END
));
COMMENT ON MACRO core.words_of IS 'Words of a text, in their order, as search knows them.';
