import type { CompletionSource } from '@codemirror/autocomplete';

const WORDS: readonly (readonly [label: string, detail: string])[] = [
  ['read', 'who sees a record'],
  ['create', 'who may create it, looking at what it will be'],
  ['update', 'who may change the stored record'],
  ['delete', 'who may delete it'],
  ['check', 'what must hold after an update'],
  ['$and', 'all of a list'],
  ['$or', 'one of a list'],
  ['$not', 'the contrary'],
  ['$eq', 'equal'],
  ['$ne', 'not equal'],
  ['$gt', 'greater'],
  ['$gte', 'greater or equal'],
  ['$lt', 'less'],
  ['$lte', 'less or equal'],
  ['$in', 'one of a list'],
  ['$nin', 'none of a list'],
  ['$exists', 'there or not'],
  ['$contains', 'contains'],
  ['$startsWith', 'starts with'],
  ['$id', 'the id of the record'],
  ['$ownerId', 'who owns the record'],
  ['$createdAt', 'when it was created'],
  ['$updatedAt', 'when it was changed'],
  ['$user', 'of the caller: "id", "email", "groups"'],
  ['$now', 'now, shifted: "-7d"'],
  ['$granted', 'has a grant: "read", "write"'],
  ['$public', 'anybody with a key'],
];

/** Completes the words of the rule language and the fields of the collection. */
export const completeRules =
  (fields: readonly string[]): CompletionSource =>
  (context) => {
    const word = context.matchBefore(/"?[$\w.]*/);
    if (!word || (word.from === word.to && !context.explicit)) return null;
    const quoted = word.text.startsWith('"');
    const closes = context.state.sliceDoc(context.pos, context.pos + 1) === '"';
    const option = (label: string, detail: string) => ({
      label,
      detail,
      apply: quoted ? label + (closes ? '' : '"') : `"${label}"`,
    });
    return {
      from: word.from + (quoted ? 1 : 0),
      options: [
        ...WORDS.map(([label, detail]) => option(label, detail)),
        ...fields.map((field) => option(field, 'field')),
      ],
    };
  };
