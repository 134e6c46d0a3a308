import { Button } from '@kit/button';
import { Checkbox, SelectField, TextArea, TextField } from '@kit/form/inputs';
import { useForm } from '@kit/form/use-form';
import { Actions, Dialog } from '@kit/overlay/dialog';
import { type FieldValues, schemaOf, valuesOf, wrongIn } from './field-form';
import { type FieldType, type SchemaField, TYPES, WORDS } from './schema-model';

const FORMATS = [
  'date',
  'time',
  'date-time',
  'duration',
  'email',
  'uri',
  'uuid',
  'hostname',
  'ipv4',
  'ipv6',
];
const LIMITS = {
  minLength: 'Fewest characters',
  maxLength: 'Most characters',
  minimum: 'Smallest',
  maximum: 'Largest',
  multipleOf: 'Multiple of',
  minItems: 'Fewest items',
  maxItems: 'Most items',
} as const;

interface Props {
  /** The field to change; without one, a new one. */
  field: SchemaField | undefined;
  /** Names of the other fields. */
  taken: readonly string[];
  onSave: (field: Pick<SchemaField, 'name' | 'required' | 'schema'>) => void;
  onClose: () => void;
}

/** One field: its type and what its values may be. Only the draft changes. */
export function FieldDialog({ field, taken, onSave, onClose }: Props) {
  const { values, errors, busy, set, form } = useForm({
    initial: valuesOf(field),
    check: (input) => wrongIn(input, taken),
    submit: async (input) =>
      onSave({
        name: input.name.trim(),
        required: input.required,
        schema: schemaOf(input, field?.schema ?? {}),
      }),
  });
  const words = WORDS[values.type];
  return (
    <Dialog open onClose={onClose} title={field ? `Field ${field.name}` : 'New field'}>
      <form {...form} className="space-y-4">
        <TextField
          label="Name"
          name="name"
          autoComplete="off"
          spellCheck={false}
          value={values.name}
          error={errors['name']}
          hint={field && 'Records that are stored keep the name they have.'}
          onValue={(value) => set('name', value)}
        />
        <SelectField
          label="Type"
          value={values.type}
          options={TYPES}
          hint={values.type === 'object' ? 'Its inner fields are set in the JSON view.' : undefined}
          onValue={(value) => set('type', value as FieldType)}
        />
        <div className="grid gap-2 sm:grid-cols-2">
          <Checkbox
            label="Required"
            checked={values.required}
            onChange={(on) => set('required', on)}
          />
          {values.type !== 'any' && (
            <Checkbox
              label="May be null"
              checked={values.nullable}
              onChange={(on) => set('nullable', on)}
            />
          )}
        </div>
        <TextField
          label="Description"
          name="description"
          autoComplete="off"
          value={values.description}
          onValue={(value) => set('description', value)}
        />
        {words.length > 0 && values.type !== 'object' && (
          <fieldset className="border-line space-y-4 border-t pt-4">
            <legend className="sr-only">What its values may be</legend>
            <Constraints values={values} errors={errors} words={words} set={set} />
          </fieldset>
        )}
        <Actions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={busy}>
            {field ? 'Change field' : 'Add field'}
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}

interface ConstraintProps {
  values: FieldValues;
  errors: Record<string, string>;
  words: readonly string[];
  set: <K extends keyof FieldValues>(name: K, value: FieldValues[K]) => void;
}

function Constraints({ values, errors, words, set }: ConstraintProps) {
  const formats = values.format === '' || FORMATS.includes(values.format) ? [] : [values.format];
  return (
    <>
      {words.includes('format') && (
        <SelectField
          label="Format"
          value={values.format}
          options={[
            ['', 'any text'],
            ...[...formats, ...FORMATS].map((name) => [name, name] as const),
          ]}
          onValue={(value) => set('format', value)}
        />
      )}
      {words.includes('items') && (
        <SelectField
          label="Items are"
          value={values.items}
          options={[
            ['', 'anything'],
            ...TYPES.filter(([name]) => name !== 'any').map(
              ([name, title]) => [name, title.toLowerCase()] as const,
            ),
          ]}
          onValue={(value) => set('items', value)}
        />
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        {Object.entries(LIMITS)
          .filter(([word]) => words.includes(word))
          .map(([word, label]) => (
            <TextField
              key={word}
              label={label}
              name={word}
              inputMode="decimal"
              autoComplete="off"
              value={values[word as keyof typeof LIMITS]}
              error={errors[word]}
              onValue={(value) => set(word as keyof typeof LIMITS, value)}
            />
          ))}
      </div>
      {words.includes('pattern') && (
        <TextField
          label="Pattern"
          name="pattern"
          placeholder="^[A-Z]{2}\d+$"
          autoComplete="off"
          spellCheck={false}
          hint="A regular expression (RE2). Without ^ and $ it may match anywhere."
          value={values.pattern}
          onValue={(value) => set('pattern', value)}
        />
      )}
      {words.includes('uniqueItems') && (
        <Checkbox
          label="No item twice"
          checked={values.uniqueItems}
          onChange={(on) => set('uniqueItems', on)}
        />
      )}
      {words.includes('enum') && (
        <TextArea
          label="Allowed values, one a line"
          name="enum"
          rows={3}
          spellCheck={false}
          hint="Empty: any value of this type."
          value={values.enum}
          error={errors['enum']}
          onValue={(value) => set('enum', value)}
        />
      )}
    </>
  );
}
