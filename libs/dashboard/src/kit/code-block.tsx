import { CopyButton } from './copy-button';

/** Code to be read and copied. */
export function CodeBlock({ code, what }: { code: string; what: string }) {
  return (
    <div className="bg-sunken border-line flex items-start rounded-[8px] border">
      <pre
        tabIndex={0}
        aria-label={what}
        className="min-w-0 flex-1 overflow-x-auto rounded-l-[8px] p-4 font-mono text-[13px] leading-relaxed"
      >
        <code>{code}</code>
      </pre>
      <CopyButton text={code} what={what} className="m-2" small />
    </div>
  );
}
