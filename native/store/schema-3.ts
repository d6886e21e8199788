/** The third schema: several destinations, each with what it got out of turn and what it refused; what was said of products. Frozen once shipped. */

export const SCHEMA_3 = /* sql */ `
-- A destination that takes any order has a place for each lane; "until_seq" ends a lane of what waited, NULL is open.
-- The destination's own row in destination_cursor stays what every lane has passed.
CREATE TABLE destination_lane (
  destination TEXT NOT NULL,
  lane TEXT NOT NULL,
  acknowledged_seq INTEGER NOT NULL,
  until_seq INTEGER,
  PRIMARY KEY (destination, lane)
) STRICT, WITHOUT ROWID;

-- Entries that a destination refused for good, until it takes them.
CREATE TABLE parked_entry (
  destination TEXT NOT NULL,
  seq INTEGER NOT NULL,
  parked_at_ms INTEGER NOT NULL,
  -- The refusal as JSON.
  reason TEXT NOT NULL CHECK (json_valid(reason)),
  tries INTEGER NOT NULL,
  PRIMARY KEY (destination, seq)
) STRICT, WITHOUT ROWID;

-- The inbox lies scattered over the whole ledger; a comparison reads it alone.
CREATE INDEX entry_inbox ON entry (seq) WHERE broadcast_id = 'inbox';

-- Few among many, and read as a whole at each start.
CREATE INDEX entry_catalogue ON entry (seq) WHERE kind = 'catalogue.described';
`;
