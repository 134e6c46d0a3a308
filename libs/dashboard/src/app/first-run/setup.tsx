import { Brand } from '@kit/brand';
import { Entrance } from '@kit/shell/entrance';
import { SetupForm } from '@kit/shell/setup-form';
import { Link, useNavigate } from '@tanstack/react-router';

/** The first operator, with the token that the server printed at its first start. */
export function Setup() {
  const navigate = useNavigate();
  return (
    <Entrance
      brand={<Brand />}
      title="Set up this app"
      lead="The server printed a setup token when it first started. It works once."
      below={
        <Link to="/" className="link">
          Sign in instead
        </Link>
      }
    >
      <SetupForm onDone={() => navigate({ to: '/welcome' })} />
    </Entrance>
  );
}
