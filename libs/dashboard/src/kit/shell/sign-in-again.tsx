import { useSession } from '../api/session';
import { Button } from '../button';
import { Dialog } from '../overlay/dialog';
import { signOut } from './account-menu';
import { SignInForm } from './sign-in-form';

/** Shown over the screen when the session has ended; what was being done goes on afterwards. */
export function SignInAgain() {
  const now = useSession();
  if (now.state !== 'expired') return null;
  return (
    <Dialog
      open
      sticky
      onClose={() => undefined}
      title="Sign in again"
      description="Your session has ended. Nothing on this screen is lost."
    >
      <SignInForm email={now.operator.email} />
      <Button look="quiet" className="mt-3 w-full" onClick={() => void signOut()}>
        Leave instead
      </Button>
    </Dialog>
  );
}
