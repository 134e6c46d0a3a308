import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { AppBase, type AppBaseOptions } from '../index.js';

const Context = createContext<AppBase | null>(null);

/** Either a client that was made elsewhere, or what to make one with. */
export type AppBaseProviderProps = { children?: ReactNode } & (
  | { client: AppBase }
  | ({ client?: undefined } & AppBaseOptions)
  | { client?: undefined; options: AppBaseOptions }
);

/** Gives the client to everything inside it. */
export function AppBaseProvider({ children, ...props }: AppBaseProviderProps): ReactNode {
  const [client] = useState(() => clientOf(props));
  const given = props.client;
  return <Context.Provider value={given ?? client}>{children}</Context.Provider>;
}

function clientOf(props: Omit<AppBaseProviderProps, 'children'>): AppBase {
  const given = props as { client?: AppBase; options?: AppBaseOptions };
  return given.client ?? AppBase.init(given.options ?? (props as AppBaseOptions));
}

/** The client of the nearest `AppBaseProvider`. */
export function useAppBase(): AppBase {
  const client = useContext(Context);
  if (client === null) throw new Error('useAppBase needs an <AppBaseProvider> around it');
  return client;
}

/** Runs an effect again when the text of `query` changes, not with each new object. */
export function useEffectFor(query: unknown, effect: () => (() => void) | undefined): void {
  const key = JSON.stringify(query);
  // The effect is made of what the key says.
  useEffect(effect, [key]);
}
