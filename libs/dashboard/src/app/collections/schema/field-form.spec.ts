import { describe, expect, it } from '@jest/globals';
import { schemaOf, valuesOf, wrongIn } from './field-form';
import { fieldsOf } from './schema-model';

const field = (schema: Record<string, unknown>) =>
  fieldsOf({ properties: { a: schema }, required: ['a'] })[0]!;

describe('the form of a field', () => {
  it.each([
    { type: 'string', format: 'date', description: 'Birthday', 'x-own': { deep: true } },
    { type: ['string', 'null'], enum: ['f', 'm', null], minLength: 1 },
    { type: 'number', minimum: 0.5, maximum: 500, multipleOf: 0.5 },
    { type: 'array', items: { type: 'string', maxLength: 3 }, uniqueItems: true, maxItems: 5 },
    { type: 'object', properties: { b: { type: 'string' } } },
    { enum: ['a', 5, true, null] },
    { type: 'boolean' },
  ])('changes nothing that was not touched: %j', (schema) => {
    const values = valuesOf(field(schema));
    expect(wrongIn(values, [])).toEqual({});
    expect(schemaOf(values, schema)).toEqual(schema);
  });

  it('puts what was typed into the schema', () => {
    const values = { ...valuesOf(undefined), name: 'n', maxLength: '5', enum: ' a\n\nb ' };
    expect(schemaOf({ ...values, nullable: true }, {})).toEqual({
      type: ['string', 'null'],
      maxLength: 5,
      enum: ['a', 'b', null],
    });
    expect(schemaOf({ ...values, type: 'array', items: 'number' }, {})).toEqual({
      type: 'array',
      items: { type: 'number' },
    });
    expect(schemaOf({ ...values, maxLength: '' }, { type: 'string', maxLength: 9 })).toEqual({
      type: 'string',
      enum: ['a', 'b'],
    });
  });

  it('says what is wrong, and asks nothing of words that the type does not use', () => {
    const values = { ...valuesOf(undefined), name: ' a ', minLength: '-1', minimum: 'x' };
    expect(wrongIn(values, ['a'])).toEqual({
      name: 'There is a field of this name already',
      minLength: 'Must be a whole number, 0 or more',
    });
    expect(wrongIn({ ...values, name: '', type: 'number', enum: '1\nx' }, [])).toEqual({
      name: 'Give the field a name',
      minimum: 'Must be a number',
      enum: 'Must be numbers',
    });
    expect(wrongIn({ ...values, type: 'any', enum: 'bare' }, [])).toEqual({
      enum: 'Each line must be JSON: "text", 5, true',
    });
  });
});
