import { useNavigate } from '@tanstack/react-router';
import { Command, defaultFilter } from 'cmdk';
import { Moon } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useEffect, useState } from 'react';
import { chooseTheme } from '../style/theme';
import { type Finding, findings } from './finders';
import type { Screen } from './screen';

const ITEM =
  'flex min-h-10 items-center gap-3 rounded-[8px] px-3 py-1.5 cursor-pointer data-[selected=true]:bg-hover';
const GROUP =
  '[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-sm [&_[cmdk-group-heading]]:text-muted';

interface Props {
  screens: readonly Screen[];
  onClose: () => void;
}

/** Reaches everything by typing: screens, and what the console's finders know. */
export default function Palette({ screens, onClose }: Props) {
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const found = useFindings(text);
  const [selected, setSelected] = useState('');
  const valueOf = ({ title, kind }: Finding) => `${title} ${kind} ${text}`.trim();
  // What is found comes later than the text. Where the choice is neither found nor fits the text any
  // more, Enter is for the first that was found.
  useEffect(() => {
    const values = found.map(valueOf);
    const fits = (value: string) =>
      values.includes(value) ||
      (screens.some(({ title }) => title === value) && defaultFilter(value, text) > 0);
    setSelected((now) => (values.length === 0 || fits(now) ? now : values[0]!));
    // Only when something was found: until then the choice is the list's own.
  }, [found]);
  const run = (action: () => void) => {
    onClose();
    action();
  };
  return (
    <Radix.Root open onOpenChange={onClose}>
      <Radix.Portal>
        <Radix.Overlay data-locks-scroll="" className="bg-shade fixed inset-0 z-40" />
        <Radix.Content
          aria-describedby={undefined}
          className="bg-surface border-line shadow-overlay fixed top-[12dvh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 overflow-hidden rounded-[8px] border"
        >
          <Radix.Title className="sr-only">Search</Radix.Title>
          <Command
            label="Search"
            loop
            value={selected}
            onValueChange={(value: string | undefined) => setSelected(value ?? '')}
          >
            <Command.Input
              value={text}
              onValueChange={setText}
              placeholder="Go to …"
              className="border-line focus:border-data w-full border-b-2 bg-transparent px-5 py-4 text-lg outline-none"
            />
            <Command.List className="max-h-[55dvh] overflow-y-auto p-2">
              <Command.Empty className="text-muted px-3 py-6 text-center">
                Nothing found
              </Command.Empty>
              <Command.Group heading="Screens" className={GROUP}>
                {screens.map(({ title, to, icon: Icon, outside }) => (
                  <Command.Item
                    key={to}
                    value={title}
                    className={ITEM}
                    onSelect={() =>
                      run(() =>
                        outside
                          ? void window.open(to, '_blank', 'noreferrer')
                          : void navigate({ to }),
                      )
                    }
                  >
                    <Icon aria-hidden="true" className="size-5" /> {title}
                  </Command.Item>
                ))}
              </Command.Group>
              {found.length > 0 && (
                <Command.Group heading="Found" className={GROUP}>
                  {found.map((finding) => (
                    <Command.Item
                      key={finding.href}
                      value={valueOf(finding)}
                      className={ITEM}
                      onSelect={() => run(() => void navigate({ href: finding.href }))}
                    >
                      <span className="min-w-0 flex-1 truncate">{finding.title}</span>
                      <span className="text-muted text-sm">{finding.kind}</span>
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              <Command.Group heading="Theme" className={GROUP}>
                {(['system', 'light', 'dark'] as const).map((theme) => (
                  <Command.Item
                    key={theme}
                    value={`Theme ${theme}`}
                    className={ITEM}
                    onSelect={() => run(() => chooseTheme(theme))}
                  >
                    <Moon aria-hidden="true" className="size-5" /> Theme: {theme}
                  </Command.Item>
                ))}
              </Command.Group>
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** What the finders know for the text; asked once typing pauses. */
function useFindings(text: string): readonly Finding[] {
  const [found, setFound] = useState<readonly Finding[]>([]);
  useEffect(() => {
    const asked = new AbortController();
    const ask = async () => {
      const next = await findings(text.trim(), asked.signal);
      if (!asked.signal.aborted) setFound(next);
    };
    const timer = setTimeout(() => void ask(), 150);
    return () => {
      clearTimeout(timer);
      asked.abort();
    };
  }, [text]);
  return found;
}
