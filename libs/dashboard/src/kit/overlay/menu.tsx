import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { classes } from '../style/classes';

const PANEL =
  'bg-surface border-line shadow-overlay z-50 min-w-48 rounded-[8px] border p-1 max-h-[70dvh] overflow-y-auto';
const ITEM =
  'flex min-h-9 items-center gap-2.5 rounded-[6px] px-3 py-1.5 text-[15px] outline-none data-highlighted:bg-hover data-disabled:opacity-60';

/** A button that opens a list of actions. */
export function Menu({ button, children }: { button: ReactNode; children: ReactNode }) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{button}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content align="end" sideOffset={6} collisionPadding={8} className={PANEL}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface ItemProps {
  children: ReactNode;
  onSelect: () => void;
  danger?: boolean;
  /** Why it cannot be used. */
  blocked?: string | undefined;
  icon?: ReactNode;
}

export function MenuItem({ children, onSelect, danger = false, blocked, icon }: ItemProps) {
  return (
    <Radix.Item
      onSelect={onSelect}
      disabled={blocked !== undefined}
      title={blocked}
      className={classes(ITEM, danger && 'text-danger')}
    >
      {icon}
      {children}
      {blocked && <span className="sr-only">({blocked})</span>}
    </Radix.Item>
  );
}

/** An item that is on or off; choosing it keeps the menu open. */
export function MenuCheck(props: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
}) {
  return (
    <Radix.CheckboxItem
      checked={props.checked}
      onCheckedChange={props.onChange}
      onSelect={(event) => event.preventDefault()}
      className={ITEM}
    >
      <span className="border-line-strong flex size-4 items-center justify-center rounded-[4px] border text-xs">
        <Radix.ItemIndicator>✓</Radix.ItemIndicator>
      </span>
      {props.children}
    </Radix.CheckboxItem>
  );
}

export function MenuLine() {
  return <Radix.Separator className="bg-line my-1 h-px" />;
}
