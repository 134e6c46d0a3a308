import { Navigate } from '@tanstack/react-router';
import { useSetupDue } from '../api/setup';
import { Brand } from '../brand';
import { Entrance } from './entrance';
import { SignInForm } from './sign-in-form';

/** The page of those who are not signed in; on a first start it leads to the setup by itself. */
export function SignIn({ lead }: { lead: string }) {
  const due = useSetupDue();
  if (due) return <Navigate to="/setup" replace />;
  return (
    <Entrance brand={<Brand />} title="Sign in" lead={lead}>
      <SignInForm />
    </Entrance>
  );
}
