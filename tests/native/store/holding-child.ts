/** Another host that holds the data folder until it is killed. */
import { lockFolder } from '../../../native/store/folder-lock.ts';

const lock = lockFolder(process.argv[2]!);
console.log(lock.ok ? 'held' : lock.refusal.code);
setInterval(() => lock, 60_000);
