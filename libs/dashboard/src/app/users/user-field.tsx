import { TextField } from '@kit/form/inputs';
import { useEffect, useId, useState } from 'react';
import { listUsers, useUsers } from '../api/users';

interface Props {
  label: string;
  hint: string;
  value: string;
  onValue: (value: string) => void;
}

/** Asks for a user by email or id; addresses that fit are offered while one is typed. */
export function UserField(props: Props) {
  const id = useId();
  const search = useSettled(props.value.trim());
  const users = useUsers(search || undefined, 0);
  return (
    <>
      <TextField autoComplete="off" spellCheck={false} list={id} {...props} />
      <datalist id={id}>
        {users.data?.items.map(({ id: user, email }) => (
          <option key={user} value={email} />
        ))}
      </datalist>
    </>
  );
}

/** The id of the user that was named, by email or id; undefined for nobody. */
export async function userIdOf(text: string): Promise<string | undefined> {
  const named = text.trim();
  if (!named.includes('@')) return named || undefined;
  const { items } = await listUsers(named);
  const found = items.find(({ email }) => email.toLowerCase() === named.toLowerCase());
  if (found === undefined) throw new Error(`There is no user ${named}`);
  return found.id;
}

/** A text once typing pauses. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 250);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
