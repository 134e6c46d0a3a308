import { CircleUserRound, Check } from 'lucide-react';
import { useState } from 'react';
import { api } from '../api/client';
import { queryClient } from '../api/query-client';
import { session, useSession } from '../api/session';
import { Button } from '../button';
import { Menu, MenuItem, MenuLine } from '../overlay/menu';
import { forgetKept } from '../kept';
import { toast } from '../overlay/toast';
import { type Theme, chooseTheme, useTheme } from '../style/theme';
import { ChangePassword } from './change-password';

const THEMES: readonly (readonly [Theme, string])[] = [
  ['system', 'Theme of the device'],
  ['light', 'Light theme'],
  ['dark', 'Dark theme'],
];

/** Ends the session here and on the server, and forgets what was read. */
export async function signOut(): Promise<void> {
  try {
    await api.post('/operator/logout', undefined, { signingIn: true });
  } catch {
    toast.error('The server could not be told; the session ends there by itself');
  }
  queryClient.clear();
  forgetKept();
  session.signedOut();
}

/** Who is signed in, the theme, password, sign out. */
export function AccountMenu({ compact = false }: { compact?: boolean }) {
  const now = useSession();
  const theme = useTheme();
  const [changing, setChanging] = useState(false);
  if (!('operator' in now)) return null;
  const { email, role } = now.operator;
  return (
    <>
      <Menu
        button={
          <Button
            look="quiet"
            {...(compact && { 'aria-label': `Account of ${email}` })}
            className={compact ? 'px-2!' : 'w-full justify-start! px-2!'}
          >
            <CircleUserRound aria-hidden="true" className="size-6 shrink-0" />
            {!compact && (
              <span className="min-w-0 text-left leading-tight">
                <span className="block truncate">
                  <span className="sr-only">Account of </span>
                  {email}
                </span>
                <span className="text-muted block text-sm font-normal">{role}</span>
              </span>
            )}
          </Button>
        }
      >
        {compact && <p className="text-muted max-w-64 truncate px-3 py-1.5 text-sm">{email}</p>}
        {THEMES.map(([value, title]) => (
          <MenuItem key={value} onSelect={() => chooseTheme(value)}>
            <Check
              aria-label={theme === value ? 'chosen' : undefined}
              className={theme === value ? 'size-4' : 'invisible size-4'}
            />
            {title}
          </MenuItem>
        ))}
        <MenuLine />
        <MenuItem onSelect={() => setChanging(true)}>Change password</MenuItem>
        <MenuItem onSelect={() => void signOut()}>Sign out</MenuItem>
      </Menu>
      <ChangePassword open={changing} onClose={() => setChanging(false)} />
    </>
  );
}
