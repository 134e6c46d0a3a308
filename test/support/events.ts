/** One block of an event stream. */
export interface ReceivedEvent {
  id?: string;
  event?: string;
  data?: string;
  retry?: string;
  comment?: string;
}

/** An open event stream, read block by block. */
export interface TestStream {
  status: number;
  headers: Headers;
  /** All blocks so far. */
  blocks: ReceivedEvent[];
  /** Waits until so many blocks with data have come, and returns their `data`, parsed. */
  events(count: number): Promise<Record<string, unknown>[]>;
  /** Resolves when the server has ended the stream. */
  ended: Promise<void>;
  close(): void;
}

/** Subscribes over real HTTP. Resolves when the first bytes have come. */
export async function openStream(
  url: string,
  headers: Record<string, string>,
): Promise<TestStream> {
  const abort = new AbortController();
  const response = await fetch(url, { headers, signal: abort.signal });
  const blocks: ReceivedEvent[] = [];
  const waiting: (() => void)[] = [];
  const wake = () => {
    for (const go of waiting.splice(0)) go();
  };
  let over = false;
  const read = async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body!) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      const parts = text.split('\n\n');
      text = parts.pop()!;
      blocks.push(...parts.map(parseBlock));
      wake();
    }
  };
  const ended = read()
    .catch(() => undefined)
    .then(() => {
      over = true;
      wake();
    });
  const until = async (done: () => boolean) => {
    while (!done()) {
      if (over) throw new Error(`The stream ended after ${JSON.stringify(blocks)}`);
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  const data = () => blocks.filter((block) => block.data !== undefined);
  if (response.status === 200) await until(() => blocks.length >= 2);
  return {
    status: response.status,
    headers: response.headers,
    blocks,
    ended,
    close: () => abort.abort(),
    events: async (count) => {
      await until(() => data().length >= count);
      return data().map((block) => JSON.parse(block.data!) as Record<string, unknown>);
    },
  };
}

function parseBlock(block: string): ReceivedEvent {
  const event: Record<string, string> = {};
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    const name = colon === 0 ? 'comment' : line.slice(0, colon);
    event[name] = line.slice(colon + 1).replace(/^ /, '');
  }
  return event;
}
