import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoutes } from '@kit/shell/frame-routes';
import { appSearch } from './app/search';
import { Gate } from './gate';

const { root, gate, setup, elsewhere, options } = frameRoutes({
  gate: Gate,
  setup: lazyRouteComponent(() => import('./setup'), 'Setup'),
  home: 'Go to the apps',
});
const inGate = { getParentRoute: () => gate };

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
  routeTree: root.addChildren([
    setup,
    gate.addChildren([elsewhere, apps, app, deleted, operators]),
  ]),
  ...options,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
