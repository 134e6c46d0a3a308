import type { CompletionSource } from '@codemirror/autocomplete';
import type { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { flushSync } from 'react-dom';
import { classes } from '../style/classes';

interface Props {
  label: string;
  value: string;
  onValue: (text: string) => void;
  readOnly?: boolean;
  onSave?: () => void;
  complete?: CompletionSource;
  className?: string;
}

/** An editor for JSON; its code is loaded when one is first shown. */
export function JsonEditor({
  label,
  value,
  onValue,
  readOnly = false,
  onSave,
  complete,
  className,
}: Props) {
  const host = useRef<HTMLDivElement>(null);
  const shown = useRef<{ view: EditorView; show: (text: string) => void }>(undefined);
  const latest = useRef({ value, onValue, onSave });
  latest.current = { value, onValue, onSave };

  useEffect(() => {
    let gone = false;
    const load = async () => {
      const { createEditor, showText } = await import('./editor');
      if (gone || !host.current) return;
      const view = createEditor({
        parent: host.current,
        label,
        text: latest.current.value,
        readOnly,
        // At once: a value that comes back after the next key was pressed would undo that key, and
        // a second press of Ctrl+S would not see that the first one is being carried out.
        onText: (text) => flushSync(() => latest.current.onValue(text)),
        onSave: () => flushSync(() => latest.current.onSave?.()),
        ...(complete && { complete }),
      });
      shown.current = { view, show: (text) => showText(view, text) };
    };
    void load();
    return () => {
      gone = true;
      shown.current?.view.destroy();
      shown.current = undefined;
    };
  }, [label, readOnly, complete]);

  useEffect(() => shown.current?.show(value), [value]);

  return (
    <div
      ref={host}
      data-editor={label}
      className={classes(
        'border-line-strong bg-surface resize-y overflow-hidden rounded-[8px] border',
        className ?? 'h-80',
      )}
    />
  );
}
