-- The foundation: the field's nouns, the log, and what its followers keep in the database.
-- Times are UTC. States and other closed lists are checked text. The same tables stand in the folder of the other database.

CREATE TABLE contact_points (
    id          INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    slug        TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    district    TEXT NOT NULL,
    kind        TEXT NOT NULL,
    address     TEXT NOT NULL,
    hours       TEXT NOT NULL,
    phone       TEXT NOT NULL,
    about       TEXT NOT NULL,
    closed_at   TIMESTAMP,
    created_at  TIMESTAMP NOT NULL
);

CREATE TABLE accounts (
    id               INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    login            TEXT NOT NULL UNIQUE,
    name             TEXT NOT NULL,
    role             TEXT NOT NULL CHECK (role IN ('clerk', 'legislator', 'reviewer', 'admin')),
    contact_point_id BIGINT REFERENCES contact_points (id) ON DELETE RESTRICT,
    password_hash    TEXT NOT NULL,
    disabled_at      TIMESTAMP,
    created_at       TIMESTAMP NOT NULL,
    CHECK ((role = 'clerk') = (contact_point_id IS NOT NULL))
);

-- Sign-ins. Only a digest of the cookie is kept, so a copy of the database opens no session.
CREATE TABLE sessions (
    digest     TEXT PRIMARY KEY NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at TIMESTAMP NOT NULL,
    seen_at    TIMESTAMP NOT NULL
);

-- Keys of forms already carried out, so that a repeated POST lands where the first one did.
CREATE TABLE form_keys (
    key        TEXT PRIMARY KEY NOT NULL,
    location   TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE regulations (
    id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    slug       TEXT NOT NULL UNIQUE,
    title      TEXT NOT NULL,
    subject    TEXT NOT NULL,
    topic      TEXT NOT NULL,
    organiser  TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE drafts (
    id            INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    regulation_id BIGINT NOT NULL REFERENCES regulations (id) ON DELETE RESTRICT,
    number        INTEGER NOT NULL,
    kind          TEXT NOT NULL CHECK (kind IN ('first', 'second', 'third', 'revised', 'vote', 'enacted')),
    title         TEXT NOT NULL,
    explanation   TEXT NOT NULL,
    source        TEXT NOT NULL,
    published_at  TIMESTAMP NOT NULL,
    UNIQUE (regulation_id, number)
);

-- One row per node of a draft's text, in reading order.
CREATE TABLE provisions (
    id          INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    draft_id    BIGINT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    depth       INTEGER NOT NULL,
    eid         TEXT NOT NULL,
    article_eid TEXT,
    kind        TEXT NOT NULL,
    number      TEXT NOT NULL,
    heading     TEXT NOT NULL,
    text        TEXT NOT NULL,
    former_eid  TEXT,
    plain_note  TEXT,
    UNIQUE (draft_id, eid)
);
CREATE INDEX provisions_by_draft ON provisions (draft_id, position);

CREATE TABLE consultations (
    id                  INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    draft_id            BIGINT NOT NULL UNIQUE REFERENCES drafts (id) ON DELETE RESTRICT,
    opens_at            TIMESTAMP NOT NULL,
    closes_at           TIMESTAMP NOT NULL,
    identities          TEXT NOT NULL,
    results_expected_at TIMESTAMP,
    released_at         TIMESTAMP,
    CHECK (opens_at < closes_at)
);

-- A citizen's words. text, wording and reason never change; public_* stand beside them for publication.
CREATE TABLE comments (
    id               INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    receipt_code     TEXT NOT NULL UNIQUE,
    submission_key   TEXT NOT NULL UNIQUE,
    regulation_id    BIGINT NOT NULL REFERENCES regulations (id) ON DELETE RESTRICT,
    draft_id         BIGINT NOT NULL REFERENCES drafts (id) ON DELETE RESTRICT,
    provision_eid    TEXT,
    quote            TEXT NOT NULL,
    stance           TEXT NOT NULL CHECK (stance IN ('support', 'amend', 'oppose', 'ask')),
    text             TEXT NOT NULL,
    wording          TEXT,
    reason           TEXT,
    identity         TEXT,
    channel          TEXT NOT NULL CHECK (channel IN ('web', 'qr', 'paper', 'phone', 'letter', 'visit', 'meeting')),
    contact_point_id BIGINT REFERENCES contact_points (id) ON DELETE RESTRICT,
    state            TEXT NOT NULL CHECK (state IN ('received', 'registered', 'out_of_scope', 'withdrawn', 'curated', 'submitted',
                                          'under_study', 'adopted', 'partly_adopted', 'noted', 'not_adopted')),
    version          INTEGER NOT NULL,
    received_at      TIMESTAMP NOT NULL,
    occurred_on      TEXT,
    occurred_place   TEXT,
    recorded_by      BIGINT REFERENCES accounts (id) ON DELETE RESTRICT,
    public_text      TEXT,
    public_wording   TEXT,
    public_reason    TEXT,
    published_at     TIMESTAMP,
    registered_at    TIMESTAMP,
    closing_reason   TEXT,
    digest           TEXT NOT NULL,
    source           TEXT,
    updated_at       TIMESTAMP NOT NULL
);
CREATE INDEX comments_by_regulation ON comments (regulation_id, state, id);
CREATE INDEX comments_by_contact_point ON comments (contact_point_id, state, id);
CREATE INDEX comments_by_article ON comments (draft_id, provision_eid, id);

-- How to reach the citizen, sealed with a key that is not in the database.
CREATE TABLE comment_contacts (
    comment_id      BIGINT PRIMARY KEY NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    sealed          BLOB NOT NULL,
    consent_version TEXT NOT NULL,
    created_at      TIMESTAMP NOT NULL
);

-- Forms filled in but not yet sent (24 hours), with the contact sealed as above.
CREATE TABLE pending_comments (
    token        TEXT PRIMARY KEY NOT NULL,
    draft_id     BIGINT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
    form         TEXT NOT NULL,
    sealed       BLOB,
    receipt_code TEXT,
    created_at   TIMESTAMP NOT NULL
);

CREATE TABLE photos (
    id            INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    pending_token TEXT REFERENCES pending_comments (token) ON DELETE SET NULL,
    comment_id    BIGINT REFERENCES comments (id) ON DELETE CASCADE,
    position      INTEGER NOT NULL,
    width         INTEGER NOT NULL,
    height        INTEGER NOT NULL,
    bytes         BLOB NOT NULL,
    created_at    TIMESTAMP NOT NULL
);
CREATE INDEX photos_by_comment ON photos (comment_id, position);
CREATE INDEX photos_by_pending ON photos (pending_token, position);

CREATE TABLE submissions (
    id               INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    contact_point_id BIGINT NOT NULL REFERENCES contact_points (id) ON DELETE RESTRICT,
    draft_id         BIGINT NOT NULL REFERENCES drafts (id) ON DELETE RESTRICT,
    state            TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned')),
    version          INTEGER NOT NULL,
    cover_note       TEXT NOT NULL,
    return_reason    TEXT,
    created_by       BIGINT NOT NULL REFERENCES accounts (id) ON DELETE RESTRICT,
    created_at       TIMESTAMP NOT NULL,
    submitted_at     TIMESTAMP
);
CREATE INDEX submissions_by_contact_point ON submissions (contact_point_id, state, id);

CREATE TABLE suggestions (
    id               INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    regulation_id    BIGINT NOT NULL REFERENCES regulations (id) ON DELETE RESTRICT,
    draft_id         BIGINT NOT NULL REFERENCES drafts (id) ON DELETE RESTRICT,
    provision_eid    TEXT,
    contact_point_id BIGINT NOT NULL REFERENCES contact_points (id) ON DELETE RESTRICT,
    submission_id    BIGINT REFERENCES submissions (id) ON DELETE SET NULL,
    title            TEXT NOT NULL,
    wording          TEXT,
    reason           TEXT NOT NULL,
    preliminary      TEXT,
    state            TEXT NOT NULL CHECK (state IN ('draft', 'checked', 'submitted', 'returned', 'under_study', 'adopted',
                                          'partly_adopted', 'noted', 'not_adopted')),
    version          INTEGER NOT NULL,
    comment_count    BIGINT NOT NULL,
    created_by       BIGINT NOT NULL REFERENCES accounts (id) ON DELETE RESTRICT,
    created_at       TIMESTAMP NOT NULL,
    updated_at       TIMESTAMP NOT NULL
);
CREATE INDEX suggestions_by_regulation ON suggestions (regulation_id, state, id);
CREATE INDEX suggestions_by_article ON suggestions (draft_id, provision_eid, id);
CREATE INDEX suggestions_by_contact_point ON suggestions (contact_point_id, state, id);
CREATE INDEX suggestions_by_submission ON suggestions (submission_id);

CREATE TABLE suggestion_comments (
    suggestion_id BIGINT NOT NULL REFERENCES suggestions (id) ON DELETE CASCADE,
    comment_id    BIGINT NOT NULL REFERENCES comments (id) ON DELETE RESTRICT,
    added_at      TIMESTAMP NOT NULL,
    PRIMARY KEY (suggestion_id, comment_id)
);
CREATE INDEX suggestion_comments_by_comment ON suggestion_comments (comment_id);

-- What was decided on a suggestion. A later decision replaces an earlier one; none is ever overwritten.
CREATE TABLE decisions (
    id            INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    suggestion_id BIGINT NOT NULL REFERENCES suggestions (id) ON DELETE RESTRICT,
    outcome       TEXT NOT NULL CHECK (outcome IN ('adopted', 'partly_adopted', 'noted', 'not_adopted')),
    level         TEXT NOT NULL CHECK (level IN ('study', 'revised_draft', 'enacted')),
    reason_code   TEXT NOT NULL,
    reason        TEXT NOT NULL,
    final_wording TEXT,
    place_eid     TEXT,
    decided_by    BIGINT NOT NULL REFERENCES accounts (id) ON DELETE RESTRICT,
    decided_at    TIMESTAMP NOT NULL,
    released_at   TIMESTAMP,
    replaced_at   TIMESTAMP
);
CREATE INDEX decisions_by_suggestion ON decisions (suggestion_id, id);

CREATE TABLE meetings (
    id               INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    slug             TEXT NOT NULL UNIQUE,
    contact_point_id BIGINT NOT NULL REFERENCES contact_points (id) ON DELETE RESTRICT,
    draft_id         BIGINT REFERENCES drafts (id) ON DELETE RESTRICT,
    kind             TEXT NOT NULL CHECK (kind IN ('symposium', 'hearing', 'visit', 'forum')),
    title            TEXT NOT NULL,
    place            TEXT NOT NULL,
    about            TEXT NOT NULL,
    minutes          TEXT,
    seats            INTEGER NOT NULL,
    starts_at        TIMESTAMP NOT NULL,
    ends_at          TIMESTAMP NOT NULL,
    cancelled_at     TIMESTAMP
);
CREATE INDEX meetings_by_start ON meetings (starts_at, id);

CREATE TABLE ratings (
    comment_id BIGINT PRIMARY KEY NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    score      INTEGER NOT NULL CHECK (score BETWEEN 1 AND 5),
    reason     TEXT,
    created_at TIMESTAMP NOT NULL
);

-- The log. Rows are only ever added; data holds no personal data, only salted digests of words.
CREATE TABLE events (
    seq           INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    at            TIMESTAMP NOT NULL,
    actor         TEXT NOT NULL,
    kind          TEXT NOT NULL,
    subject       TEXT NOT NULL,
    regulation_id BIGINT,
    data          TEXT NOT NULL,
    leaf          TEXT NOT NULL
);
CREATE INDEX events_by_subject ON events (subject, seq);

CREATE TABLE follower_positions (
    name TEXT PRIMARY KEY NOT NULL,
    seq  BIGINT NOT NULL
);

-- Kept by the statistics follower; contact_point_id 0 stands for none.
CREATE TABLE comment_tallies (
    regulation_id    BIGINT NOT NULL,
    contact_point_id BIGINT NOT NULL,
    channel          TEXT NOT NULL,
    month            TEXT NOT NULL,
    outcome          TEXT NOT NULL,
    comments         BIGINT NOT NULL,
    PRIMARY KEY (regulation_id, contact_point_id, channel, month, outcome)
);
CREATE TABLE suggestion_tallies (
    regulation_id    BIGINT NOT NULL,
    contact_point_id BIGINT NOT NULL,
    outcome          TEXT NOT NULL,
    suggestions      BIGINT NOT NULL,
    PRIMARY KEY (regulation_id, contact_point_id, outcome)
);
