import { Button } from '@kit/button';
import { Menu, MenuCheck, MenuItem, MenuLine } from '@kit/overlay/menu';
import { Columns3 } from 'lucide-react';
import type { GridColumn } from './columns';

interface Props {
  all: readonly GridColumn[];
  shown: readonly GridColumn[];
  onColumns: (columns: string) => void;
  onReset: () => void;
}

/** Which columns are shown. */
export function ColumnsMenu({ all, shown, onColumns, onReset }: Props) {
  const keys = shown.map(({ key }) => key);
  const toggle = (key: string, on: boolean) =>
    onColumns((on ? [...keys, key] : keys.filter((one) => one !== key)).join(','));
  return (
    <Menu
      button={
        <Button small icon={<Columns3 aria-hidden="true" className="size-4" />}>
          <span className="max-sm:sr-only">Columns</span>
        </Button>
      }
    >
      {all.map(({ key, title }) => (
        <MenuCheck key={key} checked={keys.includes(key)} onChange={(on) => toggle(key, on)}>
          {title}
        </MenuCheck>
      ))}
      <MenuLine />
      <MenuItem onSelect={onReset}>Usual columns and widths</MenuItem>
    </Menu>
  );
}
