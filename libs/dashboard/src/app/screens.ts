import {
  BookOpen,
  Database,
  FolderOpen,
  KeyRound,
  LayoutDashboard,
  ScrollText,
  Settings,
  Users,
  UsersRound,
} from 'lucide-react';
import { urlOf } from '@kit/api/base-path';
import type { Screen } from '@kit/shell/screen';

/** The screens of one app's dashboard, in the order of the navigation. */
export const screens: readonly Screen[] = [
  { title: 'Overview', to: '/', icon: LayoutDashboard, tone: 'platform' },
  { title: 'Data', to: '/data', icon: Database, tone: 'data' },
  { title: 'Files', to: '/files', icon: FolderOpen, tone: 'files' },
  { title: 'Users', to: '/users', icon: Users },
  { title: 'Groups', to: '/groups', icon: UsersRound },
  { title: 'API keys', to: '/keys', icon: KeyRound },
  { title: 'Audit', to: '/audit', icon: ScrollText },
  { title: 'Settings', to: '/settings', icon: Settings },
  { title: 'API docs', to: urlOf('/docs'), icon: BookOpen, outside: true },
];
