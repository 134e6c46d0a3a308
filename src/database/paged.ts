/** A row may have a megabyte, so a page has few. */
const PAGE = 50;

/**
 * All rows of a query that goes on after the last one, a page at a time: no statement stays open
 * between two rows, and memory stays flat however many there are.
 *
 * @param first a key before all others
 */
export function* paged<T, K>(
  first: K,
  keyOf: (row: T) => K,
  page: (after: K, limit: number) => T[],
): Generator<T> {
  for (let after = first; ;) {
    const rows = page(after, PAGE);
    yield* rows;
    if (rows.length < PAGE) return;
    after = keyOf(rows.at(-1)!);
  }
}
