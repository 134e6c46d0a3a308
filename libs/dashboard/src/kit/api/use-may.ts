import { useSession } from './session';

export interface May {
  /** Why this operator may not change things; undefined when they may. */
  write: string | undefined;
  /** The same for operators, keys and deletion of the app. */
  own: string | undefined;
}

/** What the signed-in operator may do, as the reason why not: buttons show it. */
export function useMay(): May {
  const now = useSession();
  const role = 'operator' in now ? now.operator.role : 'viewer';
  return {
    write: role === 'viewer' ? 'Your account can look but not change anything' : undefined,
    own: role === 'owner' ? undefined : 'Only an owner can do this',
  };
}
