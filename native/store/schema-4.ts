/** The fourth schema: videos, each with how far it is, so that a conversion goes on after a crash. Frozen once shipped. */

export const SCHEMA_4 = /* sql */ `
-- One row a video that was taken in; its files lie in the data folder's "media", in a folder of its id.
CREATE TABLE media_item (
  media_id TEXT PRIMARY KEY,
  -- As it was called when it came; never a path.
  file_name TEXT NOT NULL,
  -- SHA-256 of the file that came, in hexadecimal: the same video is kept once.
  digest TEXT NOT NULL UNIQUE,
  size_bytes INTEGER NOT NULL,
  added_at_ms INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'converting', 'ready', 'failed', 'cancelled')),
  fit TEXT NOT NULL CHECK (fit IN ('pad', 'crop')),
  -- Title, consent and rights as JSON.
  description TEXT NOT NULL CHECK (json_valid(description)),
  -- What was found in the file that came, as JSON.
  source TEXT NOT NULL CHECK (json_valid(source)),
  -- What the first pass measured of its loudness, as JSON; kept, so that it is not measured again.
  loudness TEXT CHECK (json_valid(loudness)),
  -- The file that OBS plays, as JSON; NULL until there is one.
  playable TEXT CHECK (json_valid(playable)),
  -- Why it failed, as JSON.
  problem TEXT CHECK (json_valid(problem))
) STRICT, WITHOUT ROWID;
`;
