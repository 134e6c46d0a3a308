import {
  type RouteComponent,
  createHashHistory,
  createRootRoute,
  createRoute,
} from '@tanstack/react-router';
import { NotFound } from './not-found';
import { ScreenError } from './screen-error';

interface Frame {
  /** Lets in who is signed in; what is inside it has the shell around. */
  gate: RouteComponent;
  setup: RouteComponent;
  /** What the link to the first screen says. */
  home: string;
}

/**
 * What the routers of all consoles have in common: the gate, the setup outside it, and what lies
 * nowhere. Addresses live behind the `#`: the page works under any path without the server's help,
 * and filters that may hold a person's data never reach a server's or proxy's log.
 */
export function frameRoutes(frame: Frame) {
  const nowhere = () => <NotFound home={frame.home} />;
  const root = createRootRoute();
  const gate = createRoute({ getParentRoute: () => root, id: 'gate', component: frame.gate });
  return {
    root,
    gate,
    setup: createRoute({ getParentRoute: () => root, path: '/setup', component: frame.setup }),
    elsewhere: createRoute({ getParentRoute: () => gate, path: '$', component: nowhere }),
    options: {
      history: createHashHistory(),
      defaultNotFoundComponent: nowhere,
      defaultErrorComponent: ScreenError,
      defaultPreload: 'intent' as const,
    },
  };
}
