-- As tasks/normalize/word_count.py counts them, for texts that no page had as they are.
CREATE OR REPLACE MACRO core.lone_characters() AS
'[\x{3041}-\x{30FA}\x{3400}-\x{4DBF}\x{4E00}-\x{9FFF}\x{20000}-\x{2FFFF}]';
COMMENT ON MACRO core.lone_characters IS 'Characters that count as a word each, for a regular expression.';

CREATE OR REPLACE MACRO core.word_count(said) AS
CASE WHEN regexp_matches(said, core.lone_characters()) THEN
    len(regexp_extract_all(said, core.lone_characters())) + len(regexp_extract_all(
        regexp_replace(said, core.lone_characters(), ' ', 'g'), '[^\s\p{Z}]*[\p{L}\p{N}][^\s\p{Z}]*'))
ELSE len(regexp_extract_all(said, '[^\s\p{Z}]+')) END::INTEGER;
COMMENT ON MACRO core.word_count IS 'Number of words of a text; in Chinese and Japanese of characters.';
