import { send } from '@kit/api/client';
import { Answer, Empty } from '@kit/states';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type Shown, shownAs } from './shown-as';

const MOST_BYTES = 20 * 1024 * 1024;
const MOST_TEXT = 200_000;

interface Props {
  path: string;
  name: string;
  size: number;
}

/**
 * Shows an image, a PDF or text; nothing else. The bytes say what it is, not the declared type, and
 * they come as a blob that cannot run anything: text as text, images as images.
 */
export function Preview({ path, name, size }: Props) {
  const content = useQuery({
    queryKey: ['preview', path],
    queryFn: async ({ signal }): Promise<Shown> => {
      const response = await send(path, { signal });
      return shownAs(new Uint8Array(await response.arrayBuffer()));
    },
    enabled: size <= MOST_BYTES,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (size > MOST_BYTES)
    return <Empty title="Too large to preview">Download it to look inside.</Empty>;
  return <Answer of={content}>{(shown) => <Content shown={shown} name={name} />}</Answer>;
}

function Content({ shown, name }: { shown: Shown; name: string }) {
  const url = useBlobUrl(shown);
  if (shown.kind === 'text')
    return (
      <pre
        tabIndex={0}
        aria-label={`Text of ${name}`}
        className="bg-sunken border-line max-h-[60dvh] overflow-auto rounded-[8px] border p-4 text-[13px] whitespace-pre-wrap"
      >
        {shown.text.slice(0, MOST_TEXT)}
      </pre>
    );
  if (shown.kind === 'nothing')
    return (
      <Empty title="No preview for this kind of file">Images, PDF and text can be shown.</Empty>
    );
  if (url === undefined) return null;
  if (shown.kind === 'image')
    return (
      <img
        src={url}
        alt={name}
        className="bg-sunken border-line mx-auto max-h-[60dvh] rounded-[8px] border object-contain"
      />
    );
  return (
    // Chromium shows no PDF under a sandbox attribute. Its viewer is a sandbox of its own: a process
    // and an origin apart; and the bytes are given to it as a PDF whatever they are.
    <iframe
      src={`${url}#navpanes=0`}
      title={`PDF ${name}`}
      className="border-line h-[60dvh] w-full rounded-[8px] border"
    />
  );
}

function useBlobUrl(shown: Shown): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (shown.kind !== 'image' && shown.kind !== 'pdf') return;
    const next = URL.createObjectURL(new Blob([shown.bytes], { type: shown.type }));
    setUrl(next);
    return () => URL.revokeObjectURL(next);
  }, [shown]);
  return url;
}
