import type { AuditPage, AuditVerification } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

export const AUDIT_PAGE = 50;

/** What of the audit log is looked at, as in the address. */
export interface AuditSearch {
  action?: string | undefined;
  actor?: string | undefined;
  userId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  offset?: number | undefined;
  entry?: string | undefined;
}

/** Days of the address as moments of the API: whole days in the operator's time zone. */
const moments = ({ from, to }: AuditSearch) => ({
  from: from && new Date(`${from}T00:00:00`).toISOString(),
  to: to && new Date(`${to}T23:59:59.999`).toISOString(),
});

export const listAudit = (search: AuditSearch, limit = AUDIT_PAGE, signal?: AbortSignal) =>
  api.get<AuditPage>(
    '/admin/audit-log',
    {
      limit,
      offset: search.offset || undefined,
      action: search.action,
      actor: search.actor,
      userId: search.userId,
      ...moments(search),
    },
    signal,
  );

export const useAudit = (search: AuditSearch, limit = AUDIT_PAGE) =>
  useQuery({
    // Which entry is open changes nothing about the list.
    queryKey: ['audit', { ...search, entry: undefined }, limit],
    queryFn: ({ signal }) => listAudit(search, limit, signal),
    placeholderData: keepPreviousData,
  });

export const verifyAudit = () => api.get<AuditVerification>('/admin/audit-log/verify');
