CREATE INDEX entry_broadcast ON entry (seq)
  WHERE kind IN ('broadcast.opened', 'broadcast.started', 'broadcast.ended');

CREATE INDEX entry_playout ON entry (broadcast_id, seq)
  WHERE kind NOT IN ('order.created', 'order.paid', 'order.cancelled', 'refund.succeeded');

CREATE TABLE broadcast_sales (
  broadcast_id TEXT PRIMARY KEY,
  gross_fen INTEGER NOT NULL,
  refunded_fen INTEGER NOT NULL,
  order_count INTEGER NOT NULL,
  refund_count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE destination_cursor (
  destination TEXT PRIMARY KEY,
  acknowledged_seq INTEGER NOT NULL
) STRICT;

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

CREATE TABLE minute_sales (
  broadcast_id TEXT NOT NULL,
  minute_at_ms INTEGER NOT NULL,
  gross_fen INTEGER NOT NULL,
  order_count INTEGER NOT NULL,
  PRIMARY KEY (broadcast_id, minute_at_ms)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE product (
  product_id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  sku TEXT NOT NULL UNIQUE COLLATE NOCASE,
  body TEXT NOT NULL CHECK (json_valid(body))
) STRICT;

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
  refunded_fen INTEGER NOT NULL,
  PRIMARY KEY (broadcast_id, sku)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER entry_never_changes BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'an entry never changes'); END;

CREATE TRIGGER entry_never_goes BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'an entry never goes'); END;
