-- Groups of words that mean the same for the search of this site, one a row, parted by "="; beside the list that comes with the program.
CREATE TABLE synonyms (
    id    INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    words TEXT NOT NULL
);
