import { Breakable } from '@kit/breakable';
import { Link } from '@tanstack/react-router';
import { useUser } from '../api/users';

interface Props {
  id: string;
  /** Without a link, for places that are pressed themselves. */
  plain?: boolean;
}

/** A user by email, as a link; by id as long as it is not known, or when there is no such user. */
export function UserName({ id, plain = false }: Props) {
  const user = useUser(id);
  const name = user.data ? (
    <Breakable text={user.data.email} />
  ) : (
    <code className="text-[13px] wrap-anywhere">{id}</code>
  );
  if (plain || user.error) return <span className="text-muted">{name}</span>;
  return (
    <Link to="/users/$user" params={{ user: id }} className="link">
      {name}
    </Link>
  );
}

/** Who did something, as the audit names them: users by email. */
export function Actor({ actor, plain = false }: { actor: string | undefined; plain?: boolean }) {
  if (actor === undefined) return <span className="text-muted">not known</span>;
  const [kind, name = ''] = actor.split(/:(.*)/s, 2);
  if (kind === 'user') return <UserName id={name} plain={plain} />;
  return (
    <>
      {name ? <Breakable text={name} /> : kind}
      {name && <span className="text-muted"> ({kind})</span>}
    </>
  );
}
