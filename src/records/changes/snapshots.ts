import type { Grants } from '@appbase-pfe/types';
import type { EvaluatedRecord } from '../../filter/evaluate.js';
import type { Change } from './change-log.js';

/** A record after a change (or as it was when it was deleted), and before it where that is known. */
export interface Snapshots {
  after: EvaluatedRecord;
  before: EvaluatedRecord | undefined;
}

interface LoggedRecord {
  id: string;
  ownerId: string;
  createdAt: string;
  updatedAt: string;
  data: unknown;
}

const known = new WeakMap<Change, Snapshots>();

/** A change as rules and filters see it: parsed once, however many audiences judge it. */
export function snapshotsOf(change: Change): Snapshots {
  let snapshots = known.get(change);
  if (snapshots === undefined) {
    const { record, before, grants } = change;
    snapshots = {
      after: parse(record, grants?.after),
      before: before === undefined ? undefined : parse(before, grants?.before),
    };
    known.set(change, snapshots);
  }
  return snapshots;
}

function parse(json: string, grants: Grants | undefined): EvaluatedRecord {
  const { id, ownerId, createdAt, updatedAt, data } = JSON.parse(json) as LoggedRecord;
  return {
    id,
    ownerId,
    createdAt: Date.parse(createdAt),
    updatedAt: Date.parse(updatedAt),
    data,
    ...(grants === undefined ? {} : { grants }),
  };
}
