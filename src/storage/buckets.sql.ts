export interface BucketRow {
  name: string;
  file_count: number;
  total_bytes: number;
  created_at: number;
}

/** The SQL of buckets. Their counters are kept by the SQL of files. */
export const BUCKETS = {
  list: 'SELECT * FROM buckets ORDER BY name LIMIT ? OFFSET ?',
  count: 'SELECT count(*) AS n FROM buckets',
  find: 'SELECT * FROM buckets WHERE name = ?',
  make: 'INSERT INTO buckets (name, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING',
  remove: 'DELETE FROM buckets WHERE name = ?',
} as const;
