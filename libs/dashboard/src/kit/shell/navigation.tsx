import { Link } from '@tanstack/react-router';
import { ExternalLink } from 'lucide-react';
import { classes } from '../style/classes';
import type { Screen } from './screen';

const ITEM =
  'flex min-h-10 items-center gap-3 rounded-[8px] border border-transparent px-3 text-[15px] font-semibold text-muted hover:bg-hover hover:text-ink';
const TONES = { data: 'text-data', files: 'text-files', platform: 'text-platform' };

/** The screens as links. */
export function Navigation({
  screens,
  onChosen,
}: {
  screens: readonly Screen[];
  onChosen?: () => void;
}) {
  return (
    <nav aria-label="Screens">
      <ul className="space-y-0.5">
        {screens.map((screen) => (
          <li key={screen.to} onClick={onChosen}>
            <Entry screen={screen} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Entry({ screen: { title, to, icon: Icon, tone, outside } }: { screen: Screen }) {
  const icon = <Icon aria-hidden="true" className={classes('size-5', tone && TONES[tone])} />;
  if (outside)
    return (
      <a href={to} target="_blank" rel="noreferrer" className={ITEM}>
        {icon} {title}
        <ExternalLink aria-label="(opens in a new tab)" className="ml-auto size-4" />
      </a>
    );
  return (
    <Link
      to={to}
      activeOptions={{ exact: to === '/' }}
      className={ITEM}
      activeProps={{ className: 'bg-surface! border-line! text-ink!' }}
    >
      {icon} {title}
    </Link>
  );
}
