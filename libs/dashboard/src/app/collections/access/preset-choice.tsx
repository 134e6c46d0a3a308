import { classes } from '@kit/style/classes';
import { useId } from 'react';
import type { Preset } from './presets';

interface Props {
  presets: readonly Preset[];
  /** A preset, or `rules`. */
  value: string;
  disabled: boolean;
  onValue: (value: string) => void;
}

const OWN: Preset = {
  value: 'rules',
  title: 'Own rules',
  meaning: 'A filter for each of read, create, update, delete.',
};

/** A preset, or rules of one's own. */
export function PresetChoice({ presets, value, disabled, onValue }: Props) {
  const name = useId();
  return (
    <fieldset disabled={disabled}>
      <legend className="sr-only">Access</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {[...presets, OWN].map((choice) => (
          <label
            key={choice.value}
            className={classes(
              'flex items-start gap-3 rounded-[8px] border p-3',
              choice.value === value ? 'border-data bg-data-soft' : 'border-line',
              disabled ? 'opacity-80' : 'hover:border-line-strong cursor-pointer',
            )}
          >
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onValue(choice.value)}
              className="accent-data mt-1 size-4 shrink-0"
            />
            <span>
              <span className="block font-semibold">{choice.title}</span>
              <span className="text-muted block text-sm">{choice.meaning}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
