import { bytes, count } from '@kit/format';
import { classes } from '@kit/style/classes';
import { Link } from '@tanstack/react-router';
import { Database, FolderOpen, HardDrive, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { useCollections } from '../api/collections';
import { useUsage } from '../api/files';
import { useUsers } from '../api/users';

/** How much there is of everything. */
export function Totals() {
  const users = useUsers(undefined, 0);
  const collections = useCollections();
  const usage = useUsage();
  const records = collections.data?.items.reduce((sum, { records: one }) => sum + (one ?? 0), 0);
  return (
    <ul className="grid grid-cols-2 gap-4 lg:grid-cols-4">
      <Total
        to="/users"
        name="Users"
        icon={<Users />}
        tone="text-platform"
        value={users.data?.total}
      />
      <Total to="/data" name="Records" icon={<Database />} tone="text-data" value={records} />
      <Total
        to="/files"
        name="Files"
        icon={<FolderOpen />}
        tone="text-files"
        value={usage.data?.totalFiles}
      />
      <Total
        to="/files"
        name="Stored in files"
        icon={<HardDrive />}
        tone="text-files"
        value={usage.data?.totalBytes}
        format={bytes}
      />
    </ul>
  );
}

interface TotalProps {
  to: '/users' | '/data' | '/files';
  name: string;
  icon: ReactNode;
  tone: string;
  value: number | undefined;
  format?: (value: number) => string;
}

function Total({ to, name, icon, tone, value, format = count }: TotalProps) {
  return (
    <li className="card hover:border-line-strong">
      <Link to={to} className="block p-4 sm:p-5">
        <span className="text-muted flex items-center gap-2 text-sm font-semibold">
          <span aria-hidden="true" className={classes(tone, '[&>svg]:size-4.5')}>
            {icon}
          </span>
          {name}
        </span>
        <span className="tabular mt-1 block font-serif text-2xl font-semibold">
          {value === undefined ? '–' : format(value)}
        </span>
      </Link>
    </li>
  );
}
