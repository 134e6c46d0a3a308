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
                  className="border-line grid grid-cols-[1fr_auto] items-center gap-x-3 gap-y-0.5 border-t px-5 py-2 sm:grid-cols-[auto_1fr_auto]"
                >
                  <span>
                    <Badge tone={toneOf(action)}>{action}</Badge>
                  </span>
                  <span
                    title={actor}
                    className="text-muted order-last col-span-full truncate sm:order-none sm:col-span-1"
                  >
                    {actor}
                  </span>
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
