import type { DeclaredCollection, SchemaReport } from '@appbase-pfe/types';
import { ApiError, messageOf } from '@kit/api/api-error';
import { toast } from '@kit/overlay/toast';
import { useEffect, useState } from 'react';
import { changeSettings, trySettings } from '../../api/collection-settings';
import type { CollectionView } from '../../api/views';
import { type Draft, draftOf, settingsOf } from './draft';

/** What becomes of stored records that break the schema. */
export type Existing = 'keep' | 'refuse';

/** The draft of the schema tab: what is stored, what was changed, trying and saving it. */
export function useSchemaDraft(collection: CollectionView) {
  const stored = JSON.stringify(draftOf(collection));
  const [base, setBase] = useState(stored);
  const [draft, setDraft] = useState(() => draftOf(collection));
  const [report, setReport] = useState<SchemaReport>();
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string>();
  const [resets, setResets] = useState(0);
  const dirty = wrong !== undefined || JSON.stringify(draft) !== base;

  const reset = (text: string) => {
    setBase(text);
    setDraft(JSON.parse(text) as Draft);
    setReport(undefined);
    setFailure(undefined);
    setWrong(undefined);
    setResets((count) => count + 1);
  };
  // What somebody else saved is shown, unless that would take away what is being changed here.
  useEffect(() => {
    if (stored !== base && !dirty && !busy) reset(stored);
  }, [stored, base, dirty, busy]);

  const waitFor = async (sent: Promise<DeclaredCollection>) => {
    setBusy(true);
    setFailure(undefined);
    try {
      return await sent;
    } catch (error) {
      setFailure(messageOf(error));
      if (error instanceof ApiError && isReport(error.details)) setReport(error.details);
      return undefined;
    } finally {
      setBusy(false);
    }
  };

  return {
    draft,
    dirty,
    busy,
    failure,
    report,
    /** Why the JSON that was typed cannot be read. */
    wrong,
    setWrong,
    /** Counts how often the draft was begun anew: what shows it begins anew as well. */
    resets,
    /** What stored records have to be held against before it is saved. */
    changed: {
      schema: differs('schema', draft, JSON.parse(base) as Draft),
      unique: differs('unique', draft, JSON.parse(base) as Draft),
    },
    /** Somebody else has saved other settings while these were being changed. */
    overtaken: dirty && stored !== base && stored !== JSON.stringify(draft),
    change: (part: Partial<Draft>) => {
      setDraft((now) => ({ ...now, ...part }));
      setReport(undefined);
    },
    takeStored: () => reset(stored),
    undo: () => reset(base),
    /** How many stored records break the draft; undefined when it cannot be declared at all. */
    check: async (): Promise<SchemaReport | undefined> => {
      const answer = await waitFor(trySettings(collection.name, () => settingsOf(draft)));
      if (answer === undefined) return undefined;
      const found = answer.report ?? { checked: 0, broken: 0, examples: [] };
      setReport(found);
      return found;
    },
    save: async (existing: Existing) => {
      const saved = changeSettings(collection.name, () => settingsOf(draft), { existing });
      if ((await waitFor(saved)) === undefined) return;
      setBase(JSON.stringify(draft));
      setReport(undefined);
      toast.success('Schema saved');
    },
  };
}

const differs = (part: 'schema' | 'unique', a: Draft, b: Draft): boolean =>
  JSON.stringify(a[part]) !== JSON.stringify(b[part]);

const isReport = (value: unknown): value is SchemaReport =>
  typeof value === 'object' && value !== null && 'broken' in value && 'examples' in value;
