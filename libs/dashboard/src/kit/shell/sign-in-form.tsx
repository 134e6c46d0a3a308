import { api } from '../api/client';
import { type SignedIn, session } from '../api/session';
import { TextField } from '../form/inputs';
import { SubmitForm } from '../form/submit-form';
import { useForm } from '../form/use-form';

/** Email and password of an operator; Enter submits. */
export function SignInForm({ email = '' }: { email?: string }) {
  const { field, ...sent } = useForm({
    initial: { email, password: '' },
    check: (input) => ({
      ...(input.email.trim() === '' && { email: 'Enter your email address' }),
      ...(input.password === '' && { password: 'Enter your password' }),
    }),
    submit: async ({ email: address, password }) => {
      const body = { email: address.trim(), password };
      session.signedIn(await api.post<SignedIn>('/operator/login', body, { signingIn: true }));
    },
  });
  return (
    <SubmitForm of={sent} action="Sign in" wide>
      <TextField
        label="Email"
        type="email"
        autoComplete="username"
        autoFocus={email === ''}
        {...field('email')}
      />
      <TextField
        label="Password"
        type="password"
        autoComplete="current-password"
        autoFocus={email !== ''}
        {...field('password')}
      />
    </SubmitForm>
  );
}
