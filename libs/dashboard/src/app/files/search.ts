const TABS = ['files', 'access', 'settings'] as const;

interface FileSearch {
  tab?: (typeof TABS)[number];
  file?: string;
}

/** The chosen part of a bucket and the open file, in the address. */
export function fileSearch(input: Record<string, unknown>): FileSearch {
  const tab = TABS.find((known) => known === input['tab']);
  const { file } = input;
  return {
    ...(tab && { tab }),
    ...(typeof file === 'string' && file !== '' && { file }),
  };
}
