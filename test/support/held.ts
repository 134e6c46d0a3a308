import type { Page, Request } from 'playwright-core';

/** Requests that a slow server has not answered yet. */
export interface Held {
  /** Those that were held, as "PUT /path". */
  requests: string[];
  /** Settles when there are so many of them. */
  count(wanted: number): Promise<void>;
  /** Lets them go, and holds no more. */
  release(): void;
}

/** Holds the requests of a page that `isHeld` names, as a slow server would. */
export async function hold(page: Page, isHeld: (request: Request) => boolean): Promise<Held> {
  const requests: string[] = [];
  const { promise: released, resolve } = Promise.withResolvers<void>();
  let over = false;
  let told = () => {};
  const matches = (url: URL) => !url.pathname.includes('/assets/');
  await page.route(matches, async (route, request) => {
    if (!over && isHeld(request)) {
      requests.push(`${request.method()} ${new URL(request.url()).pathname}`);
      told();
      await released;
    }
    // The page may have given it up meanwhile.
    await route.continue().catch(() => undefined);
  });
  return {
    requests,
    count: async (wanted) => {
      while (requests.length < wanted) await new Promise<void>((resolve) => (told = resolve));
    },
    // What comes later goes through here still: to stop looking at requests while some are on their
    // way would lose one now and then.
    release: () => {
      over = true;
      resolve();
    },
  };
}
