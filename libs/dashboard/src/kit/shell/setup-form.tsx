import { api } from '../api/client';
import { type SignedIn, session } from '../api/session';
import { Button } from '../button';
import { FormError } from '../form/field';
import { TextField } from '../form/inputs';
import { useForm } from '../form/use-form';

/** The first account, with the token that the server printed at its start. */
export function SetupForm({ onDone }: { onDone: () => unknown }) {
  const { values, errors, failure, busy, set, form } = useForm({
    initial: { token: '', email: '', password: '' },
    submit: async (input) => {
      const body = { ...input, token: input.token.trim(), email: input.email.trim() };
      session.signedIn(await api.post<SignedIn>('/operator/setup', body, { signingIn: true }));
      await onDone();
    },
  });
  return (
    <form {...form} className="space-y-4">
      <FormError message={failure} />
      <TextField
        label="Setup token"
        name="token"
        autoComplete="off"
        spellCheck={false}
        autoFocus
        value={values.token}
        error={errors['token']}
        onValue={(value) => set('token', value)}
      />
      <TextField
        label="Your email"
        name="email"
        type="email"
        autoComplete="username"
        value={values.email}
        error={errors['email']}
        onValue={(value) => set('email', value)}
      />
      <TextField
        label="Choose a password"
        name="password"
        type="password"
        autoComplete="new-password"
        hint="At least 12 characters. A short sentence is good."
        value={values.password}
        error={errors['password']}
        onValue={(value) => set('password', value)}
      />
      <Button type="submit" look="primary" busy={busy} className="w-full">
        Create the first operator
      </Button>
    </form>
  );
}
