const REMEDIES: Record<string, string> = {
  database:
    'Nothing can be stored. Look at the log, then restart the app; restore the last backup if it does not come back.',
  disk: 'New writes may be refused soon. Make room on the disk of the data folder, or delete files that are not needed.',
  storage:
    'Files cannot be stored or read. Check that the data folder is there and may be written to.',
  files:
    'Put copies of the files below in their place; within an hour they count as whole. Until then damaged ones are not served.',
  memory: 'The app may become slow. Restart it, and give it more memory if this comes again.',
};

/** What to do about a check that fails. */
export const remedyOf = (check: string): string =>
  REMEDIES[check] ??
  'Look at the log of the app around this time; the audit log shows what was done.';
