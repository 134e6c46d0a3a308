import { Page } from '@kit/page';
import { Link } from '@tanstack/react-router';

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <Page title="There is no such screen" lead="The address may be old or mistyped.">
      <Link to="/" className="link">
        Go to the overview
      </Link>
    </Page>
  );
}
