-- Searches an account keeps. `query` is the query string of the search page; `token` stands in the address of the feed;
-- `seen_total` is how many hits there were when the account last looked.
CREATE TABLE saved_searches (
    id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    query      TEXT NOT NULL,
    token      TEXT NOT NULL UNIQUE,
    seen_total BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX saved_searches_of_account ON saved_searches (account_id, id);
