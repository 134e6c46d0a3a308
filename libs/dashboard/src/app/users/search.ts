export interface UsersSearch {
  search?: string | undefined;
  offset?: number | undefined;
}

export function usersSearch(input: Record<string, unknown>): UsersSearch {
  const search: UsersSearch = {};
  if (typeof input['search'] === 'string' && input['search'] !== '')
    search.search = input['search'];
  if (typeof input['search'] === 'number') search.search = String(input['search']);
  const offset = Number(input['offset']);
  if (Number.isSafeInteger(offset) && offset > 0) search.offset = offset;
  return search;
}
