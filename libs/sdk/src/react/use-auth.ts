import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react';
import type { Auth, AuthState } from '../index.js';
import { useAppBase } from './provider.js';

/** Who is signed in, and how to change that. */
export interface UseAuth {
  /** `null` until it is known. */
  authState: AuthState | null;
  loading: boolean;
  user: AuthState['user'];
  signIn: Auth['signIn'];
  signUp: Auth['signUp'];
  signOut: Auth['signOut'];
}

const known = new WeakMap<Auth, { state: AuthState | null }>();

/** Who is signed in; renders again when that changes, in this tab or another. */
export function useAuth(): UseAuth {
  const { auth } = useAppBase();
  const subscribe = useCallback(
    (changed: () => void) =>
      auth.onAuthStateChange((state) => {
        known.set(auth, { state });
        changed();
      }),
    [auth],
  );
  const authState = useSyncExternalStore(
    subscribe,
    () => known.get(auth)?.state ?? null,
    () => null,
  );
  return useMemo(
    () => ({
      authState,
      loading: authState === null,
      user: authState?.user ?? null,
      signIn: auth.signIn.bind(auth),
      signUp: auth.signUp.bind(auth),
      signOut: auth.signOut.bind(auth),
    }),
    [auth, authState],
  );
}

/** Whatever can lead to another page: the routers of Next.js, React Router and others. */
export type Router =
  | { replace: (path: string) => unknown }
  | { push: (path: string) => unknown }
  | ((path: string) => unknown);

/** Leads to the sign-in page when nobody is signed in. */
export function useRequireAuth(redirectTo = '/sign-in', router?: Router): UseAuth {
  const auth = useAuth();
  const signedOut = auth.authState?.authenticated === false;
  useEffect(() => {
    if (signedOut) go(redirectTo, router);
  }, [signedOut, redirectTo, router]);
  return auth;
}

function go(path: string, router: Router | undefined): void {
  if (router === undefined) return location.replace(path);
  if (typeof router === 'function') router(path);
  else if ('replace' in router) router.replace(path);
  else router.push(path);
}
