import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button, type ButtonProps } from './button';
import { copyText } from './copy-text';
import { toast } from './overlay/toast';

/** Copies a text and says so. */
export function CopyButton({
  text,
  what,
  children,
  ...rest
}: { text: string; what: string } & ButtonProps) {
  const [done, setDone] = useState(false);
  const Icon = done ? Check : Copy;
  return (
    <Button
      look="quiet"
      {...rest}
      {...(children === undefined && { 'aria-label': `Copy ${what}`, title: `Copy ${what}` })}
      icon={<Icon aria-hidden="true" className="size-4" />}
      onClick={() => {
        if (!copyText(text)) return toast.error('The browser did not allow copying');
        toast.success(`Copied ${what}`);
        setDone(true);
        setTimeout(() => setDone(false), 2_000);
      }}
    >
      {children}
    </Button>
  );
}
