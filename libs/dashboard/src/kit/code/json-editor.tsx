import type { CompletionSource } from '@codemirror/autocomplete';
import type { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
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
  const view = useRef<EditorView>(undefined);
  const latest = useRef({ value, onValue, onSave });
  latest.current = { value, onValue, onSave };

  useEffect(() => {
    let gone = false;
    const load = async () => {
      const { createEditor } = await import('./editor');
      if (gone || !host.current) return;
      view.current = createEditor({
        parent: host.current,
        label,
        text: latest.current.value,
        readOnly,
        onText: (text) => latest.current.onValue(text),
        onSave: () => latest.current.onSave?.(),
        ...(complete && { complete }),
      });
    };
    void load();
    return () => {
      gone = true;
      view.current?.destroy();
      view.current = undefined;
    };
  }, [label, readOnly, complete]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

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
