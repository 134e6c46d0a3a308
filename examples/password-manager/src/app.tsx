import { useMemo, useState } from 'react';
import { AppBaseProvider } from '@appbase-pfe/sdk/react';
import { clientOf, type Connection, forget, knownConnection } from './connection';
import { ConnectScreen } from './ui/connect-screen';
import { Door } from './ui/door';
import { Insecure } from './ui/insecure';

/** First which server, then who, then the vault. */
export function App() {
  const [connection, setConnection] = useState<Connection | undefined>(knownConnection);
  const client = useMemo(() => connection && clientOf(connection), [connection]);
  if (!isSecureContext) return <Insecure />;
  if (client === undefined) return <ConnectScreen onConnect={setConnection} />;
  const leave = () => {
    forget();
    setConnection(undefined);
  };
  return (
    <AppBaseProvider client={client}>
      <Door endpoint={client.endpoint} onLeave={leave} />
    </AppBaseProvider>
  );
}
