import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { appSearch } from './app/search';
import { Gate } from './gate';
import { NotFound } from './not-found';
import { ScreenError } from './screen-error';

const root = createRootRoute();
const gate = createRoute({ getParentRoute: () => root, id: 'gate', component: Gate });
const inGate = { getParentRoute: () => gate };

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('./setup'), 'Setup'),
});
const apps = createRoute({
  ...inGate,
  path: '/',
  component: lazyRouteComponent(() => import('./apps/apps'), 'Apps'),
});
const app = createRoute({
  ...inGate,
  path: '/apps/$app',
  validateSearch: appSearch,
  component: lazyRouteComponent(() => import('./app/app'), 'App'),
});
const deleted = createRoute({
  ...inGate,
  path: '/deleted',
  component: lazyRouteComponent(() => import('./apps/deleted-apps'), 'DeletedApps'),
});
const operators = createRoute({
  ...inGate,
  path: '/operators',
  component: lazyRouteComponent(() => import('./operators'), 'OperatorsScreen'),
});

/** Addresses live behind the `#`, as in an app's dashboard. */
export const router = createRouter({
  routeTree: root.addChildren([setup, gate.addChildren([apps, app, deleted, operators])]),
  history: createHashHistory(),
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: ScreenError,
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
