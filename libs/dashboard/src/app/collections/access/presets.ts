export interface Preset {
  value: string;
  title: string;
  meaning: string;
}

/** The ready-made answers to "who may do what", in the words of the contract. */
export const PRESETS: readonly Preset[] = [
  {
    value: 'owner',
    title: 'Owner only',
    meaning: 'A record is seen and changed by the user who created it, nobody else.',
  },
  {
    value: 'shared',
    title: 'Shared by its owner',
    meaning: 'The owner, and users or groups the owner gives it to.',
  },
  {
    value: 'members',
    title: 'Every user reads',
    meaning: 'Every signed-in user reads; the owner and those with a write grant change.',
  },
  {
    value: 'open',
    title: 'Every user reads and changes',
    meaning: 'Every signed-in user reads, changes and deletes every record.',
  },
  {
    value: 'public',
    title: 'Public to read',
    meaning: 'Anybody with a live key reads, without signing in. Users create.',
  },
  {
    value: 'none',
    title: 'Nobody',
    meaning: 'Only operators and secret keys.',
  },
];

/** The same for the files of a bucket. */
export const BUCKET_PRESETS: readonly Preset[] = PRESETS.map(({ meaning, ...preset }) => ({
  ...preset,
  meaning: meaning
    .replace('A record', 'A file')
    .replace('every record', 'every file')
    .replace('created it', 'uploaded it')
    .replace('Users create', 'Users upload'),
}));
