import { api } from '../api/client';
import { type SignedIn, session } from '../api/session';
import { TextField } from '../form/inputs';
import { SubmitForm } from '../form/submit-form';
import { useForm } from '../form/use-form';

/** The first account, with the token that the server printed at its start. */
export function SetupForm({ onDone }: { onDone: () => unknown }) {
  const { field, ...sent } = useForm({
    initial: { token: '', email: '', password: '' },
    submit: async (input) => {
      const body = { ...input, token: input.token.trim(), email: input.email.trim() };
      session.signedIn(await api.post<SignedIn>('/operator/setup', body, { signingIn: true }));
      await onDone();
    },
  });
  return (
    <SubmitForm of={sent} action="Create the first operator" wide>
      <TextField
        label="Setup token"
        autoComplete="off"
        spellCheck={false}
        autoFocus
        {...field('token')}
      />
      <TextField label="Your email" type="email" autoComplete="username" {...field('email')} />
      <TextField
        label="Choose a password"
        type="password"
        autoComplete="new-password"
        hint="At least 12 characters. A short sentence is good."
        {...field('password')}
      />
    </SubmitForm>
  );
}
