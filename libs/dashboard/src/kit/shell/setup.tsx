import { Link, useNavigate } from '@tanstack/react-router';
import { setupIsDone, useSetupDue } from '../api/setup';
import { Brand } from '../brand';
import { Entrance } from './entrance';
import { SetupForm } from './setup-form';

interface Props {
  title: string;
  lead: string;
  /** Where to go on as the new operator. */
  next: string;
}

/** The first operator, with the token that the server printed at its first start. */
export function Setup({ title, lead, next }: Props) {
  const navigate = useNavigate();
  const due = useSetupDue();
  const signIn = (text: string) => (
    <Link to="/" className="link">
      {text}
    </Link>
  );
  if (due === undefined) return null;
  if (!due)
    return (
      <Entrance brand={<Brand />} title="This is set up already" lead="The first operator exists.">
        {signIn('Sign in')}
      </Entrance>
    );
  return (
    <Entrance brand={<Brand />} title={title} lead={lead}>
      <SetupForm
        onDone={async () => {
          await navigate({ to: next });
          setupIsDone();
        }}
      />
    </Entrance>
  );
}
