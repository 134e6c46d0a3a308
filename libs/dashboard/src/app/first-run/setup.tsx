import { api } from '@kit/api/client';
import { type SignedIn, session } from '@kit/api/session';
import { Brand } from '@kit/brand';
import { Button } from '@kit/button';
import { FormError } from '@kit/form/field';
import { TextField } from '@kit/form/inputs';
import { useForm } from '@kit/form/use-form';
import { Entrance } from '@kit/shell/entrance';
import { Link, useNavigate } from '@tanstack/react-router';

/** The first operator, with the token that the server printed at its first start. */
export function Setup() {
  const navigate = useNavigate();
  const { values, errors, failure, busy, set, form } = useForm({
    initial: { token: '', email: '', password: '' },
    submit: async (input) => {
      const body = { ...input, token: input.token.trim(), email: input.email.trim() };
      session.signedIn(await api.post<SignedIn>('/operator/setup', body, { signingIn: true }));
      await navigate({ to: '/welcome' });
    },
  });
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
    </Entrance>
  );
}
