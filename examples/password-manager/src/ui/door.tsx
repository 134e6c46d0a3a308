import { useCallback, useState } from 'react';
import { useAppBase, useAuth } from '@appbase-pfe/sdk/react';
import type { Vault } from '../vault/vault';
import { useIdle } from './use-idle';
import { SignInScreen } from './sign-in-screen';
import { UnlockScreen } from './unlock-screen';
import { VaultScreen } from './vault-screen';

/** What stands between a person and the vault: sign in, unlock, or nothing. */
export function Door({ endpoint, onLeave }: { endpoint: string; onLeave: () => void }) {
  const client = useAppBase();
  const { authState, signOut } = useAuth();
  const [vault, setVault] = useState<Vault>();
  // Dropping the vault drops the only reference to its key.
  const lock = useCallback(() => setVault(undefined), []);
  useIdle(lock, vault !== undefined);

  if (authState === null) return <p className="waiting">One moment…</p>;
  if (!authState.authenticated) {
    return <SignInScreen client={client} endpoint={endpoint} onOpen={setVault} onLeave={onLeave} />;
  }
  const leave = () => {
    lock();
    void signOut();
  };
  return vault === undefined ? (
    <UnlockScreen
      client={client}
      email={authState.user.email}
      onOpen={setVault}
      onSignOut={leave}
    />
  ) : (
    <VaultScreen vault={vault} email={authState.user.email} onLock={lock} onSignOut={leave} />
  );
}
