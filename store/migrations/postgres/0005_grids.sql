-- Grids: the pieces of a township's ground. `shape` is the coordinates of a GeoJSON MultiPolygon. Devices are given code,
-- name, township and shape; the rest is for whoever administers them.
CREATE TABLE grids (
    code               TEXT PRIMARY KEY,
    name               TEXT NOT NULL,
    township           TEXT NOT NULL REFERENCES units (code),
    party_organisation TEXT,
    households         BIGINT CHECK (households >= 0),
    shape              TEXT NOT NULL
);

CREATE TABLE grid_workers (
    grid      TEXT NOT NULL REFERENCES grids (code),
    person_id TEXT NOT NULL REFERENCES people (id),
    PRIMARY KEY (grid, person_id)
);
