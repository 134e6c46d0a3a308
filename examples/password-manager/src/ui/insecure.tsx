import { Card } from './card';

/** Browsers have no cryptography on plain-HTTP pages, and such a page could not be trusted anyway. */
export function Insecure() {
  return (
    <Card title="This page needs HTTPS">
      <p>
        Keyring encrypts in your browser, and browsers allow that on HTTPS pages and on localhost
        only. Open this page by its https:// address.
      </p>
    </Card>
  );
}
