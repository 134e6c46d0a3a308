import { useState } from 'react';
import { bitsOf, DEFAULTS, generate, type GeneratorOptions } from '../crypto/generator';
import { Icon } from './icon';
import { Strength } from './strength';

const KINDS = [
  ['upper', 'A–Z'],
  ['digits', '0–9'],
  ['symbols', '!#$…'],
  ['readable', 'No look-alikes'],
] as const;

/** Draws passwords until one is liked. */
export function Generator({ onUse }: { onUse: (password: string) => void }) {
  const [options, setOptions] = useState<GeneratorOptions>(DEFAULTS);
  const [password, setPassword] = useState(() => generate(DEFAULTS));
  const draw = (next: GeneratorOptions) => {
    setOptions(next);
    setPassword(generate(next));
  };
  return (
    <fieldset className="generator">
      <legend className="hidden">Generated password</legend>
      <output className="mono" aria-label="Generated password">
        {password}
      </output>
      <Strength bits={bitsOf(options)} />
      <label className="slider">
        {options.length} characters
        <input
          type="range"
          min={8}
          max={64}
          value={options.length}
          onChange={({ target }) => draw({ ...options, length: Number(target.value) })}
        />
      </label>
      <div className="row">
        {KINDS.map(([kind, name]) => (
          <label key={kind} className="check">
            <input
              type="checkbox"
              checked={options[kind]}
              onChange={({ target }) => draw({ ...options, [kind]: target.checked })}
            />
            {name}
          </label>
        ))}
      </div>
      <div className="row end">
        <button type="button" className="ghost" onClick={() => draw(options)}>
          <Icon name="dice" /> Another
        </button>
        <button type="button" className="primary" onClick={() => onUse(password)}>
          Use it
        </button>
      </div>
    </fieldset>
  );
}
