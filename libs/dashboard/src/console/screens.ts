import { BookOpen, Boxes, Trash2, UsersRound } from 'lucide-react';
import { urlOf } from '@kit/api/base-path';
import type { Screen } from '@kit/shell/screen';

/** The screens of the control plane's console, in the order of the navigation. */
export const screens: readonly Screen[] = [
  { title: 'Apps', to: '/', icon: Boxes, tone: 'platform' },
  { title: 'Deleted apps', to: '/deleted', icon: Trash2 },
  { title: 'Operators', to: '/operators', icon: UsersRound },
  { title: 'API docs', to: urlOf('/docs'), icon: BookOpen, outside: true },
];
