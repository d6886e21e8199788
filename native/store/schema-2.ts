/** The second schema: orders as they stand now, the chain of entries, purged broadcasts, imported exports. Frozen like the first. */

export const SCHEMA_2 = /* sql */ `
-- Bulk kinds have grown. Plain comparisons, the commonest first: an IN list is looked up for each row and doubled the price of an
-- insert. A query must have the condition word for word for the index to be used.
DROP INDEX entry_playout;
CREATE INDEX entry_playout ON entry (broadcast_id, seq)
  WHERE kind <> 'order.paid' AND kind <> 'order.amended' AND kind <> 'order.created' AND kind <> 'refund.succeeded' AND kind <> 'order.assigned' AND kind <> 'order.cancelled' AND kind <> 'stock.reported' AND kind <> 'settlement.reported';
DROP INDEX entry_broadcast;
CREATE INDEX entry_broadcast ON entry (seq)
  WHERE (kind BETWEEN 'broadcast.' AND 'broadcast.~' OR kind BETWEEN 'room.' AND 'room.~');

-- Paid orders as they stand now: the newest state, in the broadcast that it belongs to. "seq" is the entry that counts.
CREATE TABLE paid_order (
  source TEXT NOT NULL,
  order_id TEXT NOT NULL,
  broadcast_id TEXT NOT NULL,
  paid_at_ms INTEGER NOT NULL,
  amount_fen INTEGER NOT NULL,
  -- Without gifts.
  units INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  thin INTEGER NOT NULL CHECK (thin IN (0, 1)),
  PRIMARY KEY (source, order_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX paid_order_time ON paid_order (broadcast_id, paid_at_ms, source, amount_fen, units);
CREATE INDEX paid_order_thin ON paid_order (source, paid_at_ms, order_id, broadcast_id) WHERE thin = 1;

-- Orders that a person, or a room bound later, has moved to another broadcast.
CREATE TABLE assigned_order (
  source TEXT NOT NULL,
  order_id TEXT NOT NULL,
  broadcast_id TEXT NOT NULL,
  PRIMARY KEY (source, order_id)
) STRICT, WITHOUT ROWID;

-- A newer state that said nothing new is no entry; its time is kept, so that an older state that comes late cannot win.
-- Not derived from the entries.
CREATE TABLE confirmed_state (
  source TEXT NOT NULL,
  order_id TEXT NOT NULL,
  state_at_ms INTEGER NOT NULL,
  PRIMARY KEY (source, order_id)
) STRICT, WITHOUT ROWID;

ALTER TABLE sku_sales ADD COLUMN gift_units INTEGER NOT NULL DEFAULT 0;
-- By the minute in which the money went back.
ALTER TABLE minute_sales ADD COLUMN refunded_fen INTEGER NOT NULL DEFAULT 0;

-- One link a commit: SHA-256 over the link before and all entries of the commit.
CREATE TABLE entry_link (
  last_seq INTEGER PRIMARY KEY,
  first_seq INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
-- Entries from before there was a chain are linked once, by the writer's next start.
INSERT INTO setting (key, value) SELECT 'chain-entries', 'true' WHERE EXISTS (SELECT 1 FROM entry);
CREATE TRIGGER entry_link_never_changes BEFORE UPDATE ON entry_link BEGIN SELECT RAISE(ABORT, 'a link never changes'); END;
CREATE TRIGGER entry_link_never_goes BEFORE DELETE ON entry_link BEGIN SELECT RAISE(ABORT, 'a link never goes'); END;

-- Broadcasts whose entries were removed after their retention. Only they may go.
CREATE TABLE purged_broadcast (
  broadcast_id TEXT PRIMARY KEY,
  entries INTEGER NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  digest TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
DROP TRIGGER entry_never_goes;
CREATE TRIGGER entry_never_goes BEFORE DELETE ON entry
  WHEN NOT EXISTS (SELECT 1 FROM purged_broadcast WHERE broadcast_id = OLD.broadcast_id)
  BEGIN SELECT RAISE(ABORT, 'an entry never goes'); END;

-- Exports of back offices as they were read, one row an order, to compare with the ledger at any time. No buyers.
CREATE TABLE order_import (
  import_id TEXT PRIMARY KEY,
  source TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_digest TEXT NOT NULL,
  content TEXT NOT NULL,
  imported_at_ms INTEGER NOT NULL,
  -- When the shop says that the file was made; a newer state never loses to an older file.
  state_at_ms INTEGER NOT NULL,
  from_ms INTEGER,
  to_ms INTEGER,
  closed_at_ms INTEGER
) STRICT;
CREATE TABLE imported_order (
  import_id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  status TEXT NOT NULL,
  paid_at_ms INTEGER,
  amount_fen INTEGER NOT NULL,
  refunded_fen INTEGER NOT NULL,
  -- The order's events as the file has them, as JSON, to close a difference with.
  events TEXT NOT NULL CHECK (json_valid(events)),
  PRIMARY KEY (import_id, order_id)
) STRICT, WITHOUT ROWID;
`;
