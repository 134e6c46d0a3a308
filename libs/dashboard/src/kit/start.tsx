import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { api } from './api/client';
import { queryClient } from './api/query-client';
import { type SignedIn, session } from './api/session';
import { Toasts } from './overlay/toast';
import { startTheme } from './style/theme';
import './style/kit.css';

/** Starts a console: theme, who is signed in, then the page. */
export function start(page: ReactNode): void {
  startTheme();
  void askWhoIsSignedIn();
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        {page}
        <Toasts />
      </QueryClientProvider>
    </StrictMode>,
  );
}

async function askWhoIsSignedIn(): Promise<void> {
  try {
    session.signedIn(await api.get<SignedIn>('/operator/me'));
  } catch {
    session.signedOut();
  }
}
