import type { AuditSearch } from '../api/audit';

const TEXTS = ['action', 'actor', 'userId', 'from', 'to', 'entry'] as const;

export function auditSearch(input: Record<string, unknown>): AuditSearch {
  const search: AuditSearch = {};
  for (const name of TEXTS) {
    const value = input[name];
    if (typeof value === 'string' && value !== '') search[name] = value;
    else if (typeof value === 'number') search[name] = String(value);
  }
  const offset = Number(input['offset']);
  if (Number.isSafeInteger(offset) && offset > 0) search.offset = offset;
  return search;
}
