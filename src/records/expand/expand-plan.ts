import { errors } from '../../common/errors.js';
import type { RecordRule } from '../record-gate.js';
import type { Relation } from '../typed/relations.js';

/** How far relations are followed: a patient of a visit, and the ward of that patient. */
const MAX_DEPTH = 2;
/** Most relations that one request follows, those on the way included. */
const MAX_STEPS = 16;

/** A relation to follow from some records, and those to follow from what it leads to. */
export interface ExpandStep {
  readonly relation: Relation;
  /** What the caller may read of the collection that it leads to. */
  readonly rule: RecordRule;
  readonly steps: ExpandStep[];
}

/** What a plan is made with: what is declared, and what the caller may read. */
export interface Ground {
  relationsOf(collection: string): readonly Relation[];
  ruleOf(collection: string): RecordRule;
}

/**
 * Parses `expand=patientId,patientId.ward`. A collection of which the caller can read nothing has no
 * relations to tell of: what is asked of it is left out without a word, whether it is right or not.
 *
 * @throws AppError `VALIDATION_ERROR` naming the relations there are
 */
export function planExpand(text: string, collection: string, ground: Ground): ExpandStep[] {
  const steps: ExpandStep[] = [];
  let count = 0;
  for (const path of text.split(',')) {
    let [level, from, rest] = [steps, collection, path];
    for (let depth = 0; rest !== ''; depth++) {
      if (depth === MAX_DEPTH) throw invalid(path, `goes further than ${MAX_DEPTH} relations`);
      if (ground.ruleOf(from).kind === 'none') break;
      const relation = nextOf(ground.relationsOf(from), rest);
      if (relation === undefined) throw unknown(path, from, ground.relationsOf(from));
      let step = level.find((one) => one.relation.field === relation.field);
      if (step === undefined) {
        if (++count > MAX_STEPS) throw invalid(path, `is one of more than ${MAX_STEPS} relations`);
        step = { relation, rule: ground.ruleOf(relation.collection), steps: [] };
        level.push(step);
      }
      [level, from, rest] = [step.steps, relation.collection, restOf(relation.field, rest)];
    }
  }
  return steps;
}

/** Fields may have dots of their own: the longest that fits counts. */
function nextOf(relations: readonly Relation[], path: string): Relation | undefined {
  return relations
    .filter(({ field }) => path === field || path.startsWith(`${field}.`))
    .toSorted((one, other) => other.field.length - one.field.length)[0];
}

const restOf = (field: string, path: string) => path.slice(field.length + 1);

function unknown(path: string, collection: string, relations: readonly Relation[]) {
  const known = relations.map(({ field }) => field).join(', ');
  return invalid(
    path,
    known === ''
      ? `is no relation: ${collection} has none`
      : `is no relation of ${collection}; there are: ${known}`,
  );
}

const invalid = (path: string, reason: string) => errors.invalid('expand', `"${path}" ${reason}`);
