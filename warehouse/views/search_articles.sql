-- Okapi BM25 (Robertson and others, TREC-3, 1994) over headline, standfirst and body. What a text says of a word is in
-- the postings' weights (warehouse/search.py); how rare the word is, is counted here.
CREATE OR REPLACE MACRO search_articles(query) AS TABLE
WITH pieces AS (
    SELECT ends_with(piece, '*') AS is_beginning, unnest(core.runs_of(piece)) AS run
    FROM (SELECT unnest(string_split_regex(query, '\s+')) AS piece)
), asked AS MATERIALIZED (
    SELECT row_number() OVER () AS number, word, is_beginning
    FROM (
        SELECT DISTINCT
            unnest(CASE WHEN core.is_unspaced(run) AND length(run) > 1 THEN core.pairs_of(run) ELSE [run] END) AS word,
            CASE WHEN core.is_unspaced(run) THEN length(run) = 1 ELSE is_beginning END AS is_beginning
        FROM pieces
    )
), known AS MATERIALIZED (
    SELECT a.number, w.word_id FROM asked a JOIN core.words w USING (word) WHERE NOT a.is_beginning
    UNION ALL
    SELECT a.number, w.word_id FROM asked a JOIN core.words w ON starts_with(w.word, a.word) WHERE a.is_beginning
), hits AS MATERIALIZED (
    SELECT k.number, p.text_id, sum(p.weight) AS weight
    FROM core.postings p JOIN known k USING (word_id)
    GROUP BY ALL
), rarities AS (
    SELECT number, ln(1 + (texts - count(*) + 0.5) / (count(*) + 0.5)) AS rarity
    FROM hits, (SELECT count(*) AS texts FROM core.texts)
    GROUP BY number, texts
), scores AS (
    SELECT text_id, sum(weight * rarity) / 100 AS score
    FROM hits JOIN rarities USING (number)
    GROUP BY text_id
    HAVING count(*) = (SELECT count(*) FROM asked)
)
SELECT
    round(s.score, 2) AS score,
    a.published_on,
    a.publisher,
    a.headline,
    a.url,
    a.* EXCLUDE (published_on, publisher, headline, url)
FROM scores s
JOIN core.texts t USING (text_id)
JOIN articles a USING (article_id)
ORDER BY s.score DESC, a.published_on DESC, a.article_id;
COMMENT ON MACRO TABLE search_articles IS 'Articles that hold all words of the query, the best first, with a score: SELECT * FROM search_articles(''ferry strik*'').';
