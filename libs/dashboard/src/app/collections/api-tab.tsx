import { CodeBlock } from '@kit/code-block';
import { Card } from '@kit/page';
import { Loading } from '@kit/states';
import { Link } from '@tanstack/react-router';
import { useApiAddress } from '../api/about';
import type { CollectionView } from '../api/views';
import { useRecordPages } from './grid/use-record-pages';
import { samplesOf } from './samples';

/** How an app uses this collection, with the address and the fields filled in. */
export default function ApiTab({ collection: { name } }: { collection: CollectionView }) {
  const url = useApiAddress();
  const { first } = useRecordPages(name, {}, { from: 0, to: 0 });
  if (url === undefined) return <Loading />;
  const example = Object.fromEntries(
    Object.entries(first[0]?.data ?? { title: 'Hello' }).slice(0, 3),
  );
  return (
    <div className="space-y-5">
      <p className="text-muted max-w-2xl">
        The API of this app is at <code className="text-ink">{url}</code>. Take a live key from{' '}
        <Link to="/keys" className="link">
          API keys
        </Link>
        ; the access token comes from signing a user in.
      </p>
      <div className="grid gap-5 xl:grid-cols-2">
        {samplesOf(url, name, example).map(({ title, language, code }) => (
          <Card key={title} title={title} lead={language}>
            <CodeBlock code={code} what={`sample: ${title}`} />
          </Card>
        ))}
      </div>
    </div>
  );
}
