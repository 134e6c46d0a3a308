import { Badge } from '@kit/badge';
import { Card } from '@kit/page';
import { Answer, Empty } from '@kit/states';
import { Time } from '@kit/time';
import { Link } from '@tanstack/react-router';
import { useAudit } from '../api/audit';
import { toneOf } from '../audit/tones';

/** What was done last. */
export function Activity() {
  const audit = useAudit({}, 8);
  return (
    <Card
      flush
      title="Recent activity"
      actions={
        <Link to="/audit" className="link text-sm">
          All entries
        </Link>
      }
    >
      <Answer of={audit}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Nothing has happened yet" />
          ) : (
            <ol>
              {items.map(({ id, at, action, actor }) => (
                <li
                  key={id}
                  className="border-line flex flex-wrap items-center gap-x-3 gap-y-1 border-t px-5 py-2"
                >
                  <Badge tone={toneOf(action)}>{action}</Badge>
                  <span className="text-muted min-w-0 flex-1 truncate">{actor}</span>
                  <span className="text-muted text-sm">
                    <Time at={at} />
                  </span>
                </li>
              ))}
            </ol>
          )
        }
      </Answer>
    </Card>
  );
}
