import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoutes } from '@kit/shell/frame-routes';
import { auditSearch } from './audit/search';
import { collectionSearch } from './collections/search';
import { fileSearch } from './files/search';
import { Gate } from './gate';
import { settingsSearch } from './settings/search';
import { usersSearch } from './users/search';

const { root, gate, setup, elsewhere, options } = frameRoutes({
  gate: Gate,
  setup: lazyRouteComponent(() => import('./first-run/setup'), 'Setup'),
  home: 'Go to the overview',
});
const inGate = { getParentRoute: () => gate };

const welcome = createRoute({
  ...inGate,
  path: '/welcome',
  component: lazyRouteComponent(() => import('./first-run/welcome'), 'Welcome'),
});
const overview = createRoute({
  ...inGate,
  path: '/',
  component: lazyRouteComponent(() => import('./overview/overview'), 'Overview'),
});
const collections = createRoute({
  ...inGate,
  path: '/data',
  component: lazyRouteComponent(() => import('./collections/collections'), 'Collections'),
});
const collection = createRoute({
  ...inGate,
  path: '/data/$collection',
  validateSearch: collectionSearch,
  component: lazyRouteComponent(() => import('./collections/collection'), 'Collection'),
});
const files = createRoute({
  ...inGate,
  path: '/files',
  component: lazyRouteComponent(() => import('./files/buckets'), 'Buckets'),
});
const bucket = createRoute({
  ...inGate,
  path: '/files/$bucket',
  validateSearch: fileSearch,
  component: lazyRouteComponent(() => import('./files/bucket'), 'Bucket'),
});
const users = createRoute({
  ...inGate,
  path: '/users',
  validateSearch: usersSearch,
  component: lazyRouteComponent(() => import('./users/users'), 'Users'),
});
const user = createRoute({
  ...inGate,
  path: '/users/$user',
  component: lazyRouteComponent(() => import('./users/user'), 'User'),
});
const groups = createRoute({
  ...inGate,
  path: '/groups',
  component: lazyRouteComponent(() => import('./groups/groups'), 'Groups'),
});
const group = createRoute({
  ...inGate,
  path: '/groups/$group',
  component: lazyRouteComponent(() => import('./groups/group'), 'Group'),
});
const keys = createRoute({
  ...inGate,
  path: '/keys',
  component: lazyRouteComponent(() => import('./keys/keys'), 'Keys'),
});
const audit = createRoute({
  ...inGate,
  path: '/audit',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('./audit/audit'), 'Audit'),
});
const settings = createRoute({
  ...inGate,
  path: '/settings',
  validateSearch: settingsSearch,
  component: lazyRouteComponent(() => import('./settings/settings'), 'Settings'),
});

const screens = [
  elsewhere,
  welcome,
  overview,
  collections,
  collection,
  files,
  bucket,
  users,
  user,
  groups,
  group,
  keys,
  audit,
  settings,
] as const;

export const router = createRouter({
  routeTree: root.addChildren([setup, gate.addChildren(screens)]),
  ...options,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
