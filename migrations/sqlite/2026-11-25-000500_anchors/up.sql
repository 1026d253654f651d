-- Where a clerk says that a comment or a suggestion made on an earlier draft stands in a later one. Places that lineage or the words
-- make sure of are worked out when they are shown. One choice for each draft; a new one takes its place, the log keeps both.
CREATE TABLE anchors (
    id            INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    comment_id    BIGINT REFERENCES comments (id) ON DELETE CASCADE,
    suggestion_id BIGINT REFERENCES suggestions (id) ON DELETE CASCADE,
    draft_id      BIGINT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
    verdict       TEXT NOT NULL CHECK (verdict IN ('place', 'whole', 'gone')),
    provision_eid TEXT,
    account_id    BIGINT NOT NULL REFERENCES accounts (id) ON DELETE RESTRICT,
    at            TIMESTAMP NOT NULL,
    CHECK ((comment_id IS NULL) <> (suggestion_id IS NULL)),
    CHECK ((verdict = 'place') = (provision_eid IS NOT NULL))
);
CREATE UNIQUE INDEX anchors_of_comment ON anchors (comment_id, draft_id);
CREATE UNIQUE INDEX anchors_of_suggestion ON anchors (suggestion_id, draft_id);
CREATE INDEX anchors_by_draft ON anchors (draft_id, id);
