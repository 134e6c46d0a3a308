import { CopyButton } from './copy-button';

/** Code to be read and copied. */
export function CodeBlock({ code, what }: { code: string; what: string }) {
  return (
    <div className="bg-sunken border-line relative rounded-[8px] border">
      <pre
        tabIndex={0}
        aria-label={what}
        className="overflow-x-auto p-4 pr-14 font-mono text-[13px] leading-relaxed"
      >
        <code>{code}</code>
      </pre>
      <CopyButton text={code} what={what} className="bg-sunken! absolute! top-2 right-2" small />
    </div>
  );
}
