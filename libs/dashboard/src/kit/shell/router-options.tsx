import { createHashHistory } from '@tanstack/react-router';
import { NotFound } from './not-found';
import { ScreenError } from './screen-error';

/** The screen for addresses that lead nowhere; `home` says where the first screen is. */
export const notFound = (home: string) => () => <NotFound home={home} />;

/**
 * What the routers of all consoles have in common. Addresses live behind the `#`: the page works
 * under any path without the server's help, and filters that may hold a person's data never reach a
 * server's or proxy's log.
 *
 * @param home what the link to the first screen says
 */
export const routerOptions = (home: string) => ({
  history: createHashHistory(),
  defaultNotFoundComponent: notFound(home),
  defaultErrorComponent: ScreenError,
  defaultPreload: 'intent' as const,
});
