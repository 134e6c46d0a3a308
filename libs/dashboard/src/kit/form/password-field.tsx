import { Button } from '../button';
import { CopyButton } from '../copy-button';
import { TextField } from './inputs';
import { Dices } from 'lucide-react';
import { newPassword } from './new-password';

interface Props {
  label: string;
  name: string;
  value: string;
  error: string | undefined;
  onValue: (value: string) => void;
}

/** A password that an operator gives to somebody: seen, made up on demand, copied. */
export function PasswordField(props: Props) {
  return (
    <div>
      <TextField {...props} autoComplete="off" spellCheck={false} className="[&_input]:font-mono" />
      <div className="mt-2 flex gap-2">
        <Button
          small
          icon={<Dices aria-hidden="true" className="size-4" />}
          onClick={() => props.onValue(newPassword())}
        >
          Make one up
        </Button>
        {props.value && (
          <CopyButton small look="plain" text={props.value} what="password">
            Copy
          </CopyButton>
        )}
      </div>
    </div>
  );
}
