import { describe, expect, it } from '@jest/globals';
import {
  allowsOthers,
  constraintsOf,
  fieldsOf,
  isEmpty,
  withField,
  withOthers,
  withType,
  withoutField,
} from './schema-model';

const SCHEMA = {
  title: 'A patient',
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 120, 'x-own': 1 },
    weight: { type: ['number', 'null'], minimum: 0 },
    ward: { $ref: '#/$defs/ward' },
    anything: true,
  },
  required: ['name'],
  $defs: { ward: { type: 'string' } },
};

describe('the fields of a schema', () => {
  it('are its properties, with what the table cannot show left to the JSON', () => {
    expect(fieldsOf(SCHEMA)).toEqual([
      {
        name: 'name',
        type: 'string',
        nullable: false,
        required: true,
        schema: SCHEMA.properties.name,
      },
      {
        name: 'weight',
        type: 'number',
        nullable: true,
        required: false,
        schema: SCHEMA.properties.weight,
      },
      {
        name: 'ward',
        type: undefined,
        nullable: false,
        required: false,
        schema: SCHEMA.properties.ward,
      },
      { name: 'anything', type: 'any', nullable: false, required: false, schema: {} },
    ]);
    expect(fieldsOf({})).toEqual([]);
    expect(fieldsOf({ properties: 5, required: 'name' })).toEqual([]);
  });

  it('are described in a few words', () => {
    const words = (schema: Record<string, unknown>) =>
      constraintsOf({ name: 'a', type: 'any', nullable: false, required: false, schema });
    expect(words({ minLength: 1, maxLength: 5, pattern: '^a' })).toBe(
      '1 to 5 characters · like ^a',
    );
    expect(words({ minimum: 0 })).toBe('≥ 0');
    expect(words({ maximum: 9, multipleOf: 3 })).toBe('≤ 9 · multiple of 3');
    expect(words({ enum: ['a', 1, null], format: 'date' })).toBe('date · one of a, 1, null');
    expect(words({ items: { type: 'string' }, maxItems: 3, uniqueItems: true })).toBe(
      'of string · ≤ 3 items · no doubles',
    );
    expect(words({})).toBe('');
  });

  it('are added, renamed in their place and removed; the rest of the schema stays', () => {
    const added = withField(SCHEMA, undefined, {
      name: 'born',
      required: true,
      schema: { type: 'string', format: 'date' },
    });
    expect(Object.keys(added['properties'] as object)).toEqual([
      'name',
      'weight',
      'ward',
      'anything',
      'born',
    ]);
    expect(added).toMatchObject({
      title: 'A patient',
      $defs: SCHEMA.$defs,
      required: ['name', 'born'],
    });
    const renamed = withField(added, 'name', {
      name: 'title',
      required: false,
      schema: SCHEMA.properties.name,
    });
    expect(Object.keys(renamed['properties'] as object)[0]).toBe('title');
    expect(renamed['required']).toEqual(['born']);
    const { properties, required, ...rest } = withoutField(renamed, 'born');
    expect(Object.keys(properties as object)).toEqual(['title', 'weight', 'ward', 'anything']);
    expect([required, rest]).toEqual([
      undefined,
      { type: 'object', title: 'A patient', $defs: SCHEMA.$defs },
    ]);
  });

  it('keep what another type understands, and words of nobody’s', () => {
    expect(withType(SCHEMA.properties.name, 'number', true)).toEqual({
      type: ['number', 'null'],
      'x-own': 1,
    });
    expect(withType({ type: 'integer', minimum: 1, enum: [1] }, 'number', false)).toEqual({
      type: 'number',
      minimum: 1,
      enum: [1],
    });
    expect(withType({ type: 'string', description: 'd', format: 'date' }, 'any', false)).toEqual({
      description: 'd',
    });
  });

  it('may be all there are, or not', () => {
    expect(allowsOthers(SCHEMA)).toBe(true);
    const closed = withOthers(SCHEMA, false);
    expect(allowsOthers(closed)).toBe(false);
    expect(withOthers(closed, true)).toEqual(SCHEMA);
    expect([isEmpty({}), isEmpty({ type: 'object', properties: {} })]).toEqual([true, true]);
    expect([isEmpty(SCHEMA), isEmpty({ additionalProperties: false })]).toEqual([false, false]);
  });
});
