import { Setup as SharedSetup } from '@kit/shell/setup';

/** The first run: the owner's account. */
export const Setup = () => (
  <SharedSetup
    title="Set up AppBase"
    lead="The control plane printed a setup token when it started. It works once."
    next="/"
  />
);
