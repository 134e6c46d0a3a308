import { Link } from '@tanstack/react-router';
import { Page } from '../page';

/** An address that leads nowhere; `home` says where the first screen is. */
export function NotFound({ home }: { home: string }) {
  return (
    <Page title="There is no such screen" lead="The address may be old or mistyped.">
      <Link to="/" className="link">
        {home}
      </Link>
    </Page>
  );
}
