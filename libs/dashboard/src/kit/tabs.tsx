import { Tabs as Radix } from 'radix-ui';
import { type ReactNode, Suspense, useEffect, useRef } from 'react';
import { Loading } from './states';

interface Props<T extends string> {
  label: string;
  value: T;
  onValue: (value: T) => void;
  /** `kept`: stays as it is while another is shown, with what was typed into it. */
  tabs: readonly { value: T; title: string; content: () => ReactNode; kept?: boolean }[];
}

/** Parts of a screen behind tabs; the chosen one is kept by the caller (in the address). */
export function Tabs<T extends string>({ label, value, onValue, tabs }: Props<T>) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Narrow screens scroll the row: the chosen tab is always in sight.
    const chosen = list.current?.querySelector<HTMLElement>('[data-state=active]');
    if (list.current && chosen)
      list.current.scrollLeft =
        chosen.offsetLeft - (list.current.clientWidth - chosen.offsetWidth) / 2;
  }, [value]);
  return (
    <Radix.Root value={value} onValueChange={(next) => onValue(next as T)} activationMode="manual">
      <Radix.List
        ref={list}
        aria-label={label}
        className="border-line relative mb-5 flex gap-1 overflow-x-auto border-b"
      >
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="text-muted hover:text-ink data-[state=active]:text-ink data-[state=active]:border-data -mb-px border-b-2 border-transparent px-3 py-2 font-semibold whitespace-nowrap -outline-offset-2"
          >
            {tab.title}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content
          key={tab.value}
          value={tab.value}
          {...(tab.kept && { forceMount: true, hidden: tab.value !== value })}
          className="outline-none"
        >
          {(tab.kept || tab.value === value) && (
            <Suspense fallback={<Loading />}>{tab.content()}</Suspense>
          )}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
