import { Setup as SharedSetup } from '@kit/shell/setup';

/** The first run of an app of its own. */
export const Setup = () => (
  <SharedSetup
    title="Set up this app"
    lead="The server printed a setup token when it first started. It works once."
    next="/welcome"
  />
);
