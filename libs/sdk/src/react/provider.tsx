import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { type AnySchema, AppBase, type AppBaseOptions, type AppSchema } from '../index.js';

const Context = createContext<AppBase | null>(null);

/** Either a client that was made elsewhere, or what to make one with. */
export type AppBaseProviderProps<S extends AppSchema = AnySchema> = { children?: ReactNode } & (
  | { client: AppBase<S> }
  | ({ client?: undefined } & AppBaseOptions)
  | { client?: undefined; options: AppBaseOptions }
);

/** Gives the client to everything inside it. */
export function AppBaseProvider<S extends AppSchema = AnySchema>({
  children,
  ...props
}: AppBaseProviderProps<S>): ReactNode {
  // Inside, hooks are told the types of what they show: the client's own schema does not matter.
  const plain = props as unknown as Props;
  const [client] = useState(() => clientOf(plain));
  return <Context.Provider value={plain.client ?? client}>{children}</Context.Provider>;
}

type Props = { client?: AppBase; options?: AppBaseOptions } & AppBaseOptions;

const clientOf = (props: Props): AppBase => props.client ?? AppBase.init(props.options ?? props);

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
