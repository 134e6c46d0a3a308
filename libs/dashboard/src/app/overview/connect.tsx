import { CodeBlock } from '@kit/code-block';
import { Card } from '@kit/page';
import { Loading } from '@kit/states';
import { Link } from '@tanstack/react-router';
import { useApiAddress } from '../api/about';

/** How an app talks to this server. */
export function Connect() {
  const url = useApiAddress();
  return (
    <Card title="Connect your app" lead="Take a live key and this address.">
      {url === undefined ? (
        <Loading lines={3} />
      ) : (
        <div className="space-y-3">
          <CodeBlock code={url} what="address" />
          <CodeBlock
            what="code to connect"
            code={`import { AppBase } from '@appbase-pfe/sdk';

const appbase = AppBase.init({
  endpoint: '${url}',
  apiKey: 'hs_live_…',
});`}
          />
          <p>
            <Link to="/keys" className="link">
              API keys
            </Link>{' '}
            ·{' '}
            <Link to="/welcome" className="link">
              First request, step by step
            </Link>
          </p>
        </div>
      )}
    </Card>
  );
}
