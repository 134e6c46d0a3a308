import type { RouteOptions } from 'fastify';
import type { DeclaredRoute } from '../access/declare-access.js';

export interface KnownRoute {
  method: string;
  /** As registered: `/db/collections/:c`. */
  url: string;
  config: Partial<DeclaredRoute>;
}

/** All routes of the server: for 405 answers, and for the test that walks them. */
export class RouteTable {
  readonly routes: KnownRoute[] = [];

  add(route: RouteOptions): void {
    for (const method of [route.method].flat()) {
      this.routes.push({ method, url: route.url, config: route.config ?? {} });
    }
  }

  /** The methods that a path answers, sorted; none when there is no such route. */
  methodsAt(target: string): string[] {
    const path = target.split('?', 1)[0]!.split('/');
    const methods = this.routes
      .filter((route) => matches(route.url.split('/'), path))
      .map((route) => route.method);
    return [...new Set(methods)].sort();
  }
}

function matches(pattern: string[], path: string[]): boolean {
  if (pattern.at(-1) === '*') return false;
  return (
    pattern.length === path.length &&
    pattern.every((part, index) =>
      part.startsWith(':') ? path[index] !== '' : part === path[index],
    )
  );
}
