/** The receiver's schema, step by step, in words that SQLite and PostgreSQL both know. A step is frozen once shipped. */

/**
 * Each table ends with a line of `);`, which the SQLite adapter makes STRICT and WITHOUT ROWID; BIGINT becomes its INTEGER.
 * Days are counted from 1970-01-01 in China's time.
 */
const SCHEMA_1 = /* sql */ `
-- Entries as they came, each once. "line" is kept where it is not written as the studio writes it, for the digests.
CREATE TABLE entry (
  studio_id TEXT NOT NULL,
  seq BIGINT NOT NULL,
  broadcast_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  received_at_ms BIGINT NOT NULL,
  actor TEXT NOT NULL,
  body TEXT NOT NULL,
  line TEXT,
  PRIMARY KEY (studio_id, seq)
);
CREATE INDEX entry_broadcast ON entry (studio_id, broadcast_id, seq);
CREATE INDEX entry_kind ON entry (studio_id, kind, seq);

-- A sequence that came with another content than the one kept.
CREATE TABLE entry_conflict (
  studio_id TEXT NOT NULL,
  seq BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  -- The newest one that was not kept.
  line TEXT NOT NULL,
  PRIMARY KEY (studio_id, seq)
);

CREATE TABLE studio_state (
  studio_id TEXT NOT NULL PRIMARY KEY,
  highest_seq BIGINT NOT NULL,
  entries BIGINT NOT NULL,
  last_heard_at_ms BIGINT NOT NULL
);

CREATE TABLE summary (
  studio_id TEXT NOT NULL,
  broadcast_id TEXT NOT NULL,
  ledger_seq BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (studio_id, broadcast_id)
);

-- Everything below is made of the entries alone.
CREATE TABLE broadcast (
  studio_id TEXT NOT NULL,
  broadcast_id TEXT NOT NULL,
  opened_seq BIGINT NOT NULL,
  opened_at_ms BIGINT,
  title TEXT,
  rehearsal BIGINT NOT NULL,
  started_seq BIGINT NOT NULL,
  started_at_ms BIGINT,
  ended_seq BIGINT NOT NULL,
  ended_at_ms BIGINT,
  entries BIGINT NOT NULL,
  PRIMARY KEY (studio_id, broadcast_id)
);

CREATE TABLE product (
  studio_id TEXT NOT NULL,
  sku TEXT NOT NULL,
  seq BIGINT NOT NULL,
  name TEXT NOT NULL,
  place_code TEXT NOT NULL,
  place_name TEXT NOT NULL,
  cooperative TEXT,
  PRIMARY KEY (studio_id, sku)
);

-- Paid orders with the entries that say how they stand; without a state only an assignment has come yet.
CREATE TABLE paid_order (
  studio_id TEXT NOT NULL,
  source TEXT NOT NULL,
  order_id TEXT NOT NULL,
  state_seq BIGINT,
  assigned_seq BIGINT,
  broadcast_id TEXT,
  paid_at_ms BIGINT,
  amount_fen BIGINT NOT NULL,
  refunded_fen BIGINT NOT NULL,
  PRIMARY KEY (studio_id, source, order_id)
);
CREATE INDEX paid_order_time ON paid_order (studio_id, paid_at_ms, source, order_id);

CREATE TABLE order_refund (
  studio_id TEXT NOT NULL,
  source TEXT NOT NULL,
  order_id TEXT NOT NULL,
  refund_id TEXT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (studio_id, source, order_id, refund_id)
);

-- Which entries have a line of a SKU.
CREATE TABLE entry_sku (
  studio_id TEXT NOT NULL,
  sku TEXT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (studio_id, sku, seq)
);

-- By the day on which orders were paid; their refunds count on that day too.
CREATE TABLE day_sales (
  day BIGINT NOT NULL,
  studio_id TEXT NOT NULL,
  broadcast_id TEXT NOT NULL,
  gross_fen BIGINT NOT NULL,
  refunded_fen BIGINT NOT NULL,
  order_count BIGINT NOT NULL,
  refund_count BIGINT NOT NULL,
  units BIGINT NOT NULL,
  PRIMARY KEY (day, studio_id, broadcast_id)
);
CREATE INDEX day_sales_broadcast ON day_sales (studio_id, broadcast_id);

-- The empty SKU has what no line names, so that a day's rows add up to the day.
CREATE TABLE sku_sales (
  day BIGINT NOT NULL,
  studio_id TEXT NOT NULL,
  broadcast_id TEXT NOT NULL,
  sku TEXT NOT NULL,
  gross_fen BIGINT NOT NULL,
  refunded_fen BIGINT NOT NULL,
  order_count BIGINT NOT NULL,
  paid_units BIGINT NOT NULL,
  restocked_units BIGINT NOT NULL,
  gift_units BIGINT NOT NULL,
  PRIMARY KEY (day, studio_id, broadcast_id, sku)
);

-- Orders of several SKUs by their SKUs (a JSON list), so that an order counts once for a place that made two of them.
-- "basket" is the list's SHA-256: PostgreSQL's indexes hold no text as long as a list of 200 SKUs.
CREATE TABLE basket_sales (
  day BIGINT NOT NULL,
  studio_id TEXT NOT NULL,
  broadcast_id TEXT NOT NULL,
  basket TEXT NOT NULL,
  skus TEXT NOT NULL,
  order_count BIGINT NOT NULL,
  PRIMARY KEY (day, studio_id, broadcast_id, basket)
);

CREATE TABLE setting (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);
`;

export const districtSteps: readonly string[] = [SCHEMA_1];

/** Tables that the entries alone make. */
export const DERIVED_TABLES = [
  'broadcast',
  'product',
  'paid_order',
  'order_refund',
  'entry_sku',
  'day_sales',
  'sku_sales',
  'basket_sales',
] as const;
