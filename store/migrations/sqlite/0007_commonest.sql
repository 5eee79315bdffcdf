-- What each township whistles for most, counted now and then, so that a phone offers it first. `items` is a JSON list of codes.
CREATE TABLE commonest (
    township TEXT PRIMARY KEY REFERENCES units (code),
    items    TEXT NOT NULL
);
