/** The fifth schema: what was really paid for a unit, so that a former price can be proved in an instant. Frozen once shipped. */

export const SCHEMA_5 = /* sql */ `
-- Deals of one SKU at one price of a unit, by the minute in which the shop says they were paid: gifts and what came back left out.
CREATE TABLE deal_price (
  broadcast_id TEXT NOT NULL,
  -- Upper-cased.
  sku TEXT NOT NULL,
  minute_at_ms INTEGER NOT NULL,
  unit_fen INTEGER NOT NULL,
  deals INTEGER NOT NULL,
  PRIMARY KEY (sku, minute_at_ms, unit_fen, broadcast_id)
) STRICT, WITHOUT ROWID;
`;
