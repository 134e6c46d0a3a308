import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { Gate } from './gate';
import { NotFound } from './not-found';

const root = createRootRoute();
const gate = createRoute({ getParentRoute: () => root, id: 'gate', component: Gate });

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('./first-run/setup'), 'Setup'),
});
const overview = createRoute({
  getParentRoute: () => gate,
  path: '/',
  component: lazyRouteComponent(() => import('./overview/overview'), 'Overview'),
});

/**
 * Addresses live behind the `#`: the page works under any path without the server's help, and
 * filters that may hold a person's data never reach a server's or proxy's log.
 */
export const router = createRouter({
  routeTree: root.addChildren([setup, gate.addChildren([overview])]),
  history: createHashHistory(),
  defaultNotFoundComponent: NotFound,
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
