CREATE INDEX entry_broadcast ON entry (seq)
  WHERE (kind BETWEEN 'broadcast.' AND 'broadcast.~' OR kind BETWEEN 'room.' AND 'room.~');

CREATE INDEX entry_catalogue ON entry (seq) WHERE kind = 'catalogue.described';

CREATE INDEX entry_inbox ON entry (seq) WHERE broadcast_id = 'inbox';

CREATE INDEX entry_playout ON entry (broadcast_id, seq)
  WHERE kind <> 'order.paid' AND kind <> 'order.amended' AND kind <> 'order.created' AND kind <> 'refund.succeeded' AND kind <> 'order.assigned' AND kind <> 'order.cancelled' AND kind <> 'stock.reported' AND kind <> 'settlement.reported';

CREATE INDEX paid_order_thin ON paid_order (source, paid_at_ms, order_id, broadcast_id) WHERE thin = 1;

CREATE INDEX paid_order_time ON paid_order (broadcast_id, paid_at_ms, source, amount_fen, units);

CREATE TABLE assigned_order (
  source TEXT NOT NULL,
  order_id TEXT NOT NULL,
  broadcast_id TEXT NOT NULL,
  PRIMARY KEY (source, order_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE broadcast_sales (
  broadcast_id TEXT PRIMARY KEY,
  gross_fen INTEGER NOT NULL,
  refunded_fen INTEGER NOT NULL,
  order_count INTEGER NOT NULL,
  refund_count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE confirmed_state (
  source TEXT NOT NULL,
  order_id TEXT NOT NULL,
  state_at_ms INTEGER NOT NULL,
  PRIMARY KEY (source, order_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE deal_price (
  broadcast_id TEXT NOT NULL,
  -- Upper-cased.
  sku TEXT NOT NULL,
  minute_at_ms INTEGER NOT NULL,
  unit_fen INTEGER NOT NULL,
  deals INTEGER NOT NULL,
  PRIMARY KEY (sku, minute_at_ms, unit_fen, broadcast_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE destination_cursor (
  destination TEXT PRIMARY KEY,
  acknowledged_seq INTEGER NOT NULL
) STRICT;

CREATE TABLE destination_lane (
  destination TEXT NOT NULL,
  lane TEXT NOT NULL,
  acknowledged_seq INTEGER NOT NULL,
  until_seq INTEGER,
  PRIMARY KEY (destination, lane)
) STRICT, WITHOUT ROWID;

CREATE TABLE early_refund (
  source TEXT NOT NULL,
  order_id TEXT NOT NULL,
  PRIMARY KEY (source, order_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE entry (
  seq INTEGER PRIMARY KEY,
  broadcast_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  body TEXT NOT NULL CHECK (json_valid(body))
) STRICT;

CREATE TABLE entry_link (
  last_seq INTEGER PRIMARY KEY,
  first_seq INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32)
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

CREATE TABLE minute_sales (
  broadcast_id TEXT NOT NULL,
  minute_at_ms INTEGER NOT NULL,
  gross_fen INTEGER NOT NULL,
  order_count INTEGER NOT NULL, refunded_fen INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (broadcast_id, minute_at_ms)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE order_key (
  source TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (source, kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE order_refund (
  source TEXT NOT NULL,
  order_id TEXT NOT NULL,
  refund_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (source, order_id, refund_id)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE parked_entry (
  destination TEXT NOT NULL,
  seq INTEGER NOT NULL,
  parked_at_ms INTEGER NOT NULL,
  -- The refusal as JSON.
  reason TEXT NOT NULL CHECK (json_valid(reason)),
  tries INTEGER NOT NULL,
  PRIMARY KEY (destination, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE product (
  product_id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  sku TEXT NOT NULL UNIQUE COLLATE NOCASE,
  body TEXT NOT NULL CHECK (json_valid(body))
) STRICT;

CREATE TABLE purged_broadcast (
  broadcast_id TEXT PRIMARY KEY,
  entries INTEGER NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  digest TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE rundown_version (
  version INTEGER PRIMARY KEY,
  parent INTEGER,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  body TEXT NOT NULL CHECK (json_valid(body))
) STRICT;

CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;

CREATE TABLE sku_sales (
  broadcast_id TEXT NOT NULL,
  sku TEXT NOT NULL,
  paid_units INTEGER NOT NULL,
  restocked_units INTEGER NOT NULL,
  gross_fen INTEGER NOT NULL,
  refunded_fen INTEGER NOT NULL, gift_units INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (broadcast_id, sku)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER entry_link_never_changes BEFORE UPDATE ON entry_link BEGIN SELECT RAISE(ABORT, 'a link never changes'); END;

CREATE TRIGGER entry_link_never_goes BEFORE DELETE ON entry_link BEGIN SELECT RAISE(ABORT, 'a link never goes'); END;

CREATE TRIGGER entry_never_changes BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'an entry never changes'); END;

CREATE TRIGGER entry_never_goes BEFORE DELETE ON entry
  WHEN NOT EXISTS (SELECT 1 FROM purged_broadcast WHERE broadcast_id = OLD.broadcast_id)
  BEGIN SELECT RAISE(ABORT, 'an entry never goes'); END;
