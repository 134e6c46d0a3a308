import type { Grants } from '@appbase-pfe/types';
import { ApiError } from '@kit/api/api-error';
import { api } from '@kit/api/client';
import { Answer, Empty } from '@kit/states';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { GrantsEditor } from './grants-editor';

interface Props {
  /** The record's or file's own path; its grants are below it. */
  path: string;
  kind: 'collection' | 'bucket';
  container: string;
}

/** To whom one record or file is opened beyond its owner. */
export default function SharingTab({ path, kind, container }: Props) {
  const grants = useQuery({
    queryKey: ['grants', path],
    queryFn: async ({ signal }): Promise<Grants | 'not asked'> => {
      try {
        return await api.get<Grants>(`${path}/grants`, undefined, signal);
      } catch (error) {
        if (error instanceof ApiError && error.status === 409) return 'not asked';
        throw error;
      }
    },
  });
  return (
    <Answer of={grants}>
      {(now) =>
        now === 'not asked' ? (
          <Empty
            title="Nothing here is shared one by one"
            action={<ToAccess {...{ kind, container }} />}
          >
            The access of {container} asks for no grants. With “Shared by its owner”, or rules that
            say <code>$granted</code>, it does.
          </Empty>
        ) : (
          <GrantsEditor key={path} path={path} stored={now} />
        )
      }
    </Answer>
  );
}

function ToAccess({ kind, container }: Pick<Props, 'kind' | 'container'>) {
  return kind === 'collection' ? (
    <Link
      to="/data/$collection"
      params={{ collection: container }}
      search={{ tab: 'access' }}
      className="link"
    >
      Access of {container}
    </Link>
  ) : (
    <Link
      to="/files/$bucket"
      params={{ bucket: container }}
      search={{ tab: 'access' }}
      className="link"
    >
      Access of {container}
    </Link>
  );
}
