-- The record of a run: one table for each exported one, and what the run itself needs.
-- Ids may repeat between documents, so rows are keyed by the document they came from.

CREATE TABLE documents (
    "document_id" TEXT PRIMARY KEY,
    "path" TEXT,
    "sha256" TEXT,
    "kind" TEXT,
    "reader" TEXT,
    "title" TEXT,
    "doi" TEXT,
    "pmid" TEXT,
    "pmcid" TEXT,
    "registration" TEXT,
    "journal" TEXT,
    "year" INTEGER,
    "n_pages" INTEGER,
    "n_chars" INTEGER,
    "language" TEXT,
    "retracted_notice" TEXT
);

CREATE TABLE studies (
    "document_id" TEXT NOT NULL REFERENCES documents (document_id) ON DELETE CASCADE,
    "design" TEXT,
    "n_arms" INTEGER,
    "n_randomised" INTEGER,
    "n_enrolled" INTEGER,
    "n_analysed" INTEGER,
    "n_completed" INTEGER,
    "n_total" INTEGER,
    "condition" TEXT,
    "registration" TEXT,
    "arms" TEXT,
    "primary_outcome" TEXT,
    "section" TEXT,
    "page" INTEGER,
    "x0" REAL,
    "top" REAL,
    "x1" REAL,
    "bottom" REAL,
    "table_id" TEXT,
    "row" INTEGER,
    "column" INTEGER,
    "char_start" INTEGER,
    "char_end" INTEGER,
    "quote" TEXT,
    "extractor" TEXT,
    "extractor_version" INTEGER,
    "rule" TEXT,
    "confidence" REAL,
    "basis" TEXT
);
CREATE INDEX studies_by_document_id ON studies ("document_id");

CREATE TABLE arms (
    "document_id" TEXT NOT NULL REFERENCES documents (document_id) ON DELETE CASCADE,
    "arm_id" TEXT,
    "label" TEXT,
    "long_label" TEXT,
    "role" TEXT,
    "section" TEXT,
    "page" INTEGER,
    "x0" REAL,
    "top" REAL,
    "x1" REAL,
    "bottom" REAL,
    "table_id" TEXT,
    "row" INTEGER,
    "column" INTEGER,
    "char_start" INTEGER,
    "char_end" INTEGER,
    "quote" TEXT,
    "extractor" TEXT,
    "extractor_version" INTEGER,
    "rule" TEXT,
    "confidence" REAL,
    "basis" TEXT
);
CREATE INDEX arms_by_document_id ON arms ("document_id");

CREATE TABLE sample_sizes (
    "document_id" TEXT NOT NULL REFERENCES documents (document_id) ON DELETE CASCADE,
    "sample_size_id" TEXT,
    "arm_id" TEXT,
    "count_kind" TEXT,
    "timepoint" TEXT,
    "analysis_set" TEXT,
    "n" INTEGER,
    "of_n" INTEGER,
    "percent" REAL,
    "section" TEXT,
    "page" INTEGER,
    "x0" REAL,
    "top" REAL,
    "x1" REAL,
    "bottom" REAL,
    "table_id" TEXT,
    "row" INTEGER,
    "column" INTEGER,
    "char_start" INTEGER,
    "char_end" INTEGER,
    "quote" TEXT,
    "extractor" TEXT,
    "extractor_version" INTEGER,
    "rule" TEXT,
    "confidence" REAL,
    "basis" TEXT
);
CREATE INDEX sample_sizes_by_document_id ON sample_sizes ("document_id");

CREATE TABLE outcomes (
    "document_id" TEXT NOT NULL REFERENCES documents (document_id) ON DELETE CASCADE,
    "outcome_id" TEXT,
    "name" TEXT,
    "instrument" TEXT,
    "abbreviation" TEXT,
    "outcome_role" TEXT,
    "scale_min" REAL,
    "scale_max" REAL,
    "better" TEXT,
    "section" TEXT,
    "page" INTEGER,
    "x0" REAL,
    "top" REAL,
    "x1" REAL,
    "bottom" REAL,
    "table_id" TEXT,
    "row" INTEGER,
    "column" INTEGER,
    "char_start" INTEGER,
    "char_end" INTEGER,
    "quote" TEXT,
    "extractor" TEXT,
    "extractor_version" INTEGER,
    "rule" TEXT,
    "confidence" REAL,
    "basis" TEXT
);
CREATE INDEX outcomes_by_document_id ON outcomes ("document_id");

CREATE TABLE arm_results (
    "document_id" TEXT NOT NULL REFERENCES documents (document_id) ON DELETE CASCADE,
    "arm_result_id" TEXT,
    "outcome_id" TEXT,
    "arm_id" TEXT,
    "timepoint" TEXT,
    "statistic" TEXT,
    "n" INTEGER,
    "value" REAL,
    "dispersion" REAL,
    "dispersion_kind" TEXT,
    "lower" REAL,
    "upper" REAL,
    "events" INTEGER,
    "unit" TEXT,
    "decimals" INTEGER,
    "section" TEXT,
    "page" INTEGER,
    "x0" REAL,
    "top" REAL,
    "x1" REAL,
    "bottom" REAL,
    "table_id" TEXT,
    "row" INTEGER,
    "column" INTEGER,
    "char_start" INTEGER,
    "char_end" INTEGER,
    "quote" TEXT,
    "extractor" TEXT,
    "extractor_version" INTEGER,
    "rule" TEXT,
    "confidence" REAL,
    "basis" TEXT
);
CREATE INDEX arm_results_by_document_id ON arm_results ("document_id");

CREATE TABLE effects (
    "document_id" TEXT NOT NULL REFERENCES documents (document_id) ON DELETE CASCADE,
    "effect_id" TEXT,
    "outcome_id" TEXT,
    "arm_id_1" TEXT,
    "arm_id_2" TEXT,
    "timepoint" TEXT,
    "scope" TEXT,
    "effect_measure" TEXT,
    "estimate" REAL,
    "ci_lower" REAL,
    "ci_upper" REAL,
    "ci_level" REAL,
    "standard_error" REAL,
    "test" TEXT,
    "test_value" REAL,
    "df1" REAL,
    "df2" REAL,
    "p_operator" TEXT,
    "p_value" REAL,
    "direction" TEXT,
    "significant" INTEGER,
    "section" TEXT,
    "page" INTEGER,
    "x0" REAL,
    "top" REAL,
    "x1" REAL,
    "bottom" REAL,
    "table_id" TEXT,
    "row" INTEGER,
    "column" INTEGER,
    "char_start" INTEGER,
    "char_end" INTEGER,
    "quote" TEXT,
    "extractor" TEXT,
    "extractor_version" INTEGER,
    "rule" TEXT,
    "confidence" REAL,
    "basis" TEXT
);
CREATE INDEX effects_by_document_id ON effects ("document_id");

CREATE TABLE checks (
    "document_id" TEXT NOT NULL REFERENCES documents (document_id) ON DELETE CASCADE,
    "check_id" TEXT,
    "effect_id" TEXT,
    "arm_result_id" TEXT,
    "check" TEXT,
    "reported" TEXT,
    "recomputed_low" REAL,
    "recomputed_high" REAL,
    "verdict" TEXT,
    "explanation" TEXT,
    "section" TEXT,
    "page" INTEGER,
    "x0" REAL,
    "top" REAL,
    "x1" REAL,
    "bottom" REAL,
    "table_id" TEXT,
    "row" INTEGER,
    "column" INTEGER,
    "char_start" INTEGER,
    "char_end" INTEGER,
    "quote" TEXT,
    "extractor" TEXT,
    "extractor_version" INTEGER,
    "rule" TEXT,
    "confidence" REAL,
    "basis" TEXT
);
CREATE INDEX checks_by_document_id ON checks ("document_id");

CREATE TABLE posts (
    "document_id" TEXT NOT NULL REFERENCES documents (document_id) ON DELETE CASCADE,
    "post_id" TEXT,
    "thread_id" TEXT,
    "position" INTEGER,
    "author_key" TEXT,
    "posted_at" TEXT,
    "permalink" TEXT,
    "reply_to" TEXT,
    "own_text" TEXT,
    "quoted_text" TEXT,
    "n_words" INTEGER,
    "section" TEXT,
    "page" INTEGER,
    "x0" REAL,
    "top" REAL,
    "x1" REAL,
    "bottom" REAL,
    "table_id" TEXT,
    "row" INTEGER,
    "column" INTEGER,
    "char_start" INTEGER,
    "char_end" INTEGER,
    "quote" TEXT,
    "extractor" TEXT,
    "extractor_version" INTEGER,
    "rule" TEXT,
    "confidence" REAL,
    "basis" TEXT
);
CREATE INDEX posts_by_document_id ON posts ("document_id");

CREATE TABLE themes (
    "document_id" TEXT NOT NULL REFERENCES documents (document_id) ON DELETE CASCADE,
    "post_id" TEXT,
    "theme" TEXT,
    "probability" REAL,
    "assigned" INTEGER,
    "threshold" REAL,
    "model" TEXT,
    "rationale" TEXT,
    "section" TEXT,
    "page" INTEGER,
    "x0" REAL,
    "top" REAL,
    "x1" REAL,
    "bottom" REAL,
    "table_id" TEXT,
    "row" INTEGER,
    "column" INTEGER,
    "char_start" INTEGER,
    "char_end" INTEGER,
    "quote" TEXT,
    "extractor" TEXT,
    "extractor_version" INTEGER,
    "rule" TEXT,
    "confidence" REAL,
    "basis" TEXT
);
CREATE INDEX themes_by_document_id ON themes ("document_id");

CREATE TABLE claims (
    "document_id" TEXT NOT NULL REFERENCES documents (document_id) ON DELETE CASCADE,
    "claim_id" TEXT,
    "post_id" TEXT,
    "claim" TEXT,
    "claim_type" TEXT,
    "subject" TEXT,
    "comparator" TEXT,
    "outcome" TEXT,
    "direction" TEXT,
    "magnitude" TEXT,
    "significant" INTEGER,
    "n" INTEGER,
    "number" TEXT,
    "negated" INTEGER,
    "hedged" INTEGER,
    "experiencer" TEXT,
    "section" TEXT,
    "page" INTEGER,
    "x0" REAL,
    "top" REAL,
    "x1" REAL,
    "bottom" REAL,
    "table_id" TEXT,
    "row" INTEGER,
    "column" INTEGER,
    "char_start" INTEGER,
    "char_end" INTEGER,
    "quote" TEXT,
    "extractor" TEXT,
    "extractor_version" INTEGER,
    "rule" TEXT,
    "confidence" REAL,
    "basis" TEXT
);
CREATE INDEX claims_by_document_id ON claims ("document_id");

CREATE TABLE links (
    "claim_id" TEXT NOT NULL,
    "document_id" TEXT,
    "rank" INTEGER,
    "score" REAL,
    "stance" TEXT,
    "effect_id" TEXT,
    "sample_size_id" TEXT,
    "rationale" TEXT,
    "explanation" TEXT,
    "section" TEXT,
    "page" INTEGER,
    "x0" REAL,
    "top" REAL,
    "x1" REAL,
    "bottom" REAL,
    "table_id" TEXT,
    "row" INTEGER,
    "column" INTEGER,
    "char_start" INTEGER,
    "char_end" INTEGER,
    "quote" TEXT,
    "extractor" TEXT,
    "extractor_version" INTEGER,
    "rule" TEXT,
    "confidence" REAL,
    "basis" TEXT
);
CREATE INDEX links_by_claim_id ON links ("claim_id");

-- The document itself: zlib-compressed JSON, so that quotes can be shown in their surroundings.
CREATE TABLE document_bodies (
    document_id TEXT PRIMARY KEY REFERENCES documents (document_id) ON DELETE CASCADE,
    body BLOB NOT NULL
);

-- One row a source file or row: what was done, with what, so that the next run can skip it.
CREATE TABLE units (
    unit_key TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    signature TEXT NOT NULL
);
CREATE TABLE unit_documents (
    unit_key TEXT NOT NULL REFERENCES units (unit_key) ON DELETE CASCADE,
    document_id TEXT NOT NULL,
    PRIMARY KEY (unit_key, document_id)
);

CREATE TABLE failures (
    unit_key TEXT NOT NULL,
    path TEXT NOT NULL,
    document_id TEXT,
    stage TEXT NOT NULL,
    error TEXT NOT NULL,
    message TEXT NOT NULL
);
CREATE INDEX failures_by_unit ON failures (unit_key);

CREATE TABLE runs (
    run_id INTEGER PRIMARY KEY,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    version TEXT NOT NULL,
    signature TEXT NOT NULL,
    arguments TEXT NOT NULL,
    n_done INTEGER,
    n_skipped INTEGER,
    n_failed INTEGER
);

-- Small facts about the whole base, such as what the links were last made from.
CREATE TABLE facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
