import { useSession } from '@kit/api/session';
import { Brand } from '@kit/brand';
import { Entrance } from '@kit/shell/entrance';
import { Shell } from '@kit/shell/shell';
import { SignInForm } from '@kit/shell/sign-in-form';
import { Link } from '@tanstack/react-router';
import { useNews } from './api/use-news';
import { screens } from './screens';

/** The screens for those who are signed in, the sign-in page for the rest. The address stays. */
export function Gate() {
  const { state } = useSession();
  if (state === 'asking') return null;
  if (state === 'out') return <SignIn />;
  return <Inside live={state === 'in'} />;
}

function Inside({ live }: { live: boolean }) {
  useNews(live);
  return <Shell brand={<Brand />} screens={screens} />;
}

function SignIn() {
  return (
    <Entrance
      brand={<Brand />}
      title="Sign in"
      lead="Operators of this control plane only."
      below={
        <>
          First start?{' '}
          <Link to="/setup" className="link">
            Set up with the printed token
          </Link>
        </>
      }
    >
      <SignInForm />
    </Entrance>
  );
}
