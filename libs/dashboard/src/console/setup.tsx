import { Brand } from '@kit/brand';
import { Entrance } from '@kit/shell/entrance';
import { SetupForm } from '@kit/shell/setup-form';
import { Link, useNavigate } from '@tanstack/react-router';

/** The first run: the owner's account. */
export function Setup() {
  const navigate = useNavigate();
  return (
    <Entrance
      brand={<Brand />}
      title="Set up AppBase"
      lead="The control plane printed a setup token when it started. It works once."
      below={
        <Link to="/" className="link">
          Sign in instead
        </Link>
      }
    >
      <SetupForm onDone={() => navigate({ to: '/' })} />
    </Entrance>
  );
}
