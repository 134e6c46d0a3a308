/** What one client asked of the one record, when, and what it heard. Times are of one clock. */
export interface Call {
  kind: 'get' | 'put' | 'delete';
  /** The ETag that had to match, for a conditional change. */
  ifMatch?: string;
  /** What a put stores. */
  value?: number;
  from: number;
  to: number;
  status: number;
  etag?: string;
  seen?: number;
}

/** The record as a sequential one would be: its value and version, or gone. */
export type State = { value: number; etag: string } | undefined;

/**
 * Whether some order of the calls, each at one moment between its question and its answer, explains
 * all answers (Wing and Gong's search, with the places that led nowhere remembered).
 */
export function isLinearizable(history: readonly Call[], first: State): boolean {
  const seen = new Set<string>();
  const search = (open: readonly Call[], state: State): boolean => {
    if (open.length === 0) return true;
    const place = `${open.map((call) => history.indexOf(call)).join()}|${state?.etag}`;
    if (seen.has(place)) return false;
    seen.add(place);
    const firstAnswer = Math.min(...open.map(({ to }) => to));
    return open.some((call) => {
      // What began after another had been answered cannot come before it.
      if (call.from > firstAnswer) return false;
      const next = step(call, state);
      return (
        next !== 'impossible' &&
        search(
          open.filter((one) => one !== call),
          next,
        )
      );
    });
  };
  return search(history, first);
}

function step(call: Call, state: State): State | 'impossible' {
  const expected =
    state === undefined
      ? 404
      : call.ifMatch !== undefined && call.ifMatch !== state.etag
        ? 412
        : 200;
  if (call.status !== expected) return 'impossible';
  if (expected !== 200 || state === undefined) return state;
  switch (call.kind) {
    case 'get':
      return call.etag === state.etag && call.seen === state.value ? state : 'impossible';
    case 'put':
      return call.etag === state.etag ? 'impossible' : { value: call.value!, etag: call.etag! };
    case 'delete':
      return undefined;
  }
}
