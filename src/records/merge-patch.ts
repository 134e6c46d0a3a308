import type { RecordData } from '@appbase-pfe/types';

/** Applies a JSON merge patch (RFC 7396): `null` removes, objects merge, the rest replaces. */
export function mergePatch(target: unknown, patch: RecordData): RecordData {
  const result: RecordData = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else if (!isObject(value)) result[key] = value;
    else result[key] = mergePatch(Object.hasOwn(result, key) ? result[key] : undefined, value);
  }
  return result;
}

function isObject(value: unknown): value is RecordData {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
