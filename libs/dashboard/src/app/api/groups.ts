import type { AdminInviteList, GroupList, GroupMemberList } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { useQuery } from '@tanstack/react-query';

export const MEMBERS_PAGE = 50;
export const groupPath = (name: string): string => `/admin/groups/${encodeURIComponent(name)}`;
export const memberPath = (name: string, userId: string): string =>
  `${groupPath(name)}/members/${encodeURIComponent(userId)}`;

export const invitesPath = (name: string): string => `${groupPath(name)}/invites`;
export const invitePath = (name: string, id: string): string =>
  `${invitesPath(name)}/${encodeURIComponent(id)}`;

export const useGroups = () =>
  useQuery({
    queryKey: ['groups'],
    queryFn: ({ signal }) => api.get<GroupList>('/admin/groups', { limit: 100 }, signal),
  });

export const useMembers = (name: string, offset: number) =>
  useQuery({
    queryKey: ['groups', name, 'members', offset],
    queryFn: ({ signal }) =>
      api.get<GroupMemberList>(
        `${groupPath(name)}/members`,
        { limit: MEMBERS_PAGE, offset: offset || undefined },
        signal,
      ),
  });

export const useInvites = (name: string, offset: number) =>
  useQuery({
    queryKey: ['groups', name, 'invites', offset],
    queryFn: ({ signal }) =>
      api.get<AdminInviteList>(
        invitesPath(name),
        { limit: MEMBERS_PAGE, offset: offset || undefined },
        signal,
      ),
  });
