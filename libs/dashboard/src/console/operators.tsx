import { Page } from '@kit/page';
import { Operators } from '@kit/operators/operators';

/** Who may use the control plane; the accounts work as in an app's dashboard. */
export function OperatorsScreen() {
  return (
    <Page title="Operators" lead="They reach every app from here, each with the role shown.">
      <Operators />
    </Page>
  );
}
