import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import type { CompletionSource } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json, jsonLanguage, jsonParseLinter } from '@codemirror/lang-json';
import { HighlightStyle, bracketMatching, syntaxHighlighting } from '@codemirror/language';
import { linter, lintKeymap } from '@codemirror/lint';
import { Annotation, EditorState } from '@codemirror/state';
import { EditorView, drawSelection, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';

export interface EditorOptions {
  parent: HTMLElement;
  label: string;
  text: string;
  readOnly: boolean;
  onText: (text: string) => void;
  onSave?: () => void;
  complete?: CompletionSource;
}

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--data)' },
  { tag: tags.string, color: 'var(--ink)' },
  { tag: tags.number, color: 'var(--files)' },
  { tag: [tags.bool, tags.null], color: 'var(--platform)', fontWeight: '600' },
  { tag: tags.punctuation, color: 'var(--muted)' },
]);

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '14px', backgroundColor: 'var(--surface)', color: 'var(--ink)' },
  '&.cm-focused': { outline: '2px solid var(--focus)' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '10px 0' },
  '.cm-scroller': { fontFamily: 'var(--font-mono, ui-monospace, monospace)', lineHeight: '1.55' },
  '.cm-gutters': { backgroundColor: 'var(--sunken)', color: 'var(--muted)', border: 'none' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    {
      backgroundColor: 'var(--data-soft)',
    },
  '.cm-tooltip': {
    backgroundColor: 'var(--surface)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '8px',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--hover)',
    color: 'var(--ink)',
  },
});

/**
 * Text that is typed over several lines is put in by the editor. The browser would carry the look of
 * what was there over to it as a style attribute, which the page's policy refuses.
 */
const typedOverLines = EditorView.domEventHandlers({
  beforeinput: ({ inputType, data }, view) => {
    const { state } = view;
    const { from, to } = state.selection.main;
    if (inputType !== 'insertText' || data === null || view.composing || state.readOnly)
      return false;
    if (state.doc.lineAt(from).number === state.doc.lineAt(to).number) return false;
    view.dispatch(state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true });
    return true;
  },
});

const fromOutside = Annotation.define<boolean>();

/** Puts `text` in the place of what the editor holds; `onText` is not told of it. */
export function showText(view: EditorView, text: string): void {
  const { doc } = view.state;
  if (doc.toString() === text) return;
  view.dispatch({
    changes: { from: 0, to: doc.length, insert: text },
    annotations: fromOutside.of(true),
  });
}

/**
 * A JSON editor. It lives in a shadow root: there its styles come as adopted style sheets, which the
 * page's policy allows, and not as style elements, which it refuses.
 */
export function createEditor(options: EditorOptions): EditorView {
  const root = options.parent.shadowRoot ?? options.parent.attachShadow({ mode: 'open' });
  return new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        json(),
        linter(jsonParseLinter()),
        autocompletion(),
        options.complete ? jsonLanguage.data.of({ autocomplete: options.complete }) : [],
        syntaxHighlighting(colours),
        look,
        typedOverLines,
        EditorView.lineWrapping,
        EditorState.readOnly.of(options.readOnly),
        EditorView.contentAttributes.of({ 'aria-label': options.label, tabindex: '0' }),
        EditorView.updateListener.of((update) => {
          const { docChanged, transactions, state } = update;
          if (!docChanged || transactions.some((change) => change.annotation(fromOutside))) return;
          options.onText(state.doc.toString());
        }),
        keymap.of([
          { key: 'Mod-s', run: () => (options.onSave?.(), true) },
          ...closeBracketsKeymap,
          ...defaultKeymap,
          ...historyKeymap,
          ...completionKeymap,
          ...lintKeymap,
        ]),
      ],
    }),
  });
}
