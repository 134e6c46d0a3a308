import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { routerOptions } from '@kit/shell/router-options';
import { appSearch } from './app/search';
import { Gate } from './gate';

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

export const router = createRouter({
  routeTree: root.addChildren([setup, gate.addChildren([apps, app, deleted, operators])]),
  ...routerOptions('Go to the apps'),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
