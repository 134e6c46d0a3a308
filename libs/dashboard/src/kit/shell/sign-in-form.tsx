import { api } from '../api/client';
import { type SignedIn, session } from '../api/session';
import { Button } from '../button';
import { FormError } from '../form/field';
import { TextField } from '../form/inputs';
import { useForm } from '../form/use-form';

/** Email and password of an operator; Enter submits. */
export function SignInForm({ email = '' }: { email?: string }) {
  const { values, errors, failure, busy, set, form } = useForm({
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
    <form {...form} className="space-y-4">
      <FormError message={failure} />
      <TextField
        label="Email"
        name="email"
        type="email"
        autoComplete="username"
        autoFocus={email === ''}
        value={values.email}
        error={errors['email']}
        onValue={(value) => set('email', value)}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        autoFocus={email !== ''}
        value={values.password}
        error={errors['password']}
        onValue={(value) => set('password', value)}
      />
      <Button type="submit" look="primary" busy={busy} className="w-full">
        Sign in
      </Button>
    </form>
  );
}
