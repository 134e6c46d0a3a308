import type { AmountSource } from '../metrics/amounts.js';

/** What an instance counts of itself. */
export const INSTANCE_AMOUNTS: readonly AmountSource[] = [
  { name: 'users', help: 'Users', sql: 'SELECT count(*) AS n FROM users' },
  { name: 'records', help: 'Records', sql: 'SELECT count(*) AS n FROM records' },
  {
    name: 'files',
    help: 'Files',
    sql: 'SELECT coalesce(sum(file_count), 0) AS n FROM buckets',
  },
  {
    name: 'storageBytes',
    help: 'Bytes of all files',
    sql: 'SELECT coalesce(sum(total_bytes), 0) AS n FROM buckets',
  },
];
