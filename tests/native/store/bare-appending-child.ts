/** A bare loop of inserts at a given level of durability, to be traced: the control of the power-cut test. */
import { writeSync } from 'node:fs';
import { openForWriting } from '../../../native/store/database.ts';

const [path = '', synchronous = '', limit = ''] = process.argv.slice(2);
const database = openForWriting(path);
database.pragma(`synchronous = ${synchronous}`);
const add = database.prepare(
  "INSERT INTO entry (broadcast_id, kind, at_ms, actor, body) VALUES ('bc-1', 'note.added', 1, 'test', json_object('orderId', ?))",
);
writeSync(1, 'ready\n');
for (let number = 0; number < Number(limit); number += 1) writeSync(1, `${add.run(`bare-${number}`).lastInsertRowid} bare-${number}\n`);
