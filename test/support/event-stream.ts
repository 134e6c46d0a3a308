export interface StreamEvent {
  id?: string;
  event?: string;
  data?: unknown;
}

/** Reads a live event stream over fetch. The caller ends it with `close`. */
export async function openEventStream(url: string, headers: Record<string, string>) {
  const abort = new AbortController();
  const response = await fetch(url, { headers, signal: abort.signal });
  const events: StreamEvent[] = [];
  const waiting: { done: (events: StreamEvent[]) => boolean; go: () => void }[] = [];
  let comments = 0;
  const ended = read();

  async function read(): Promise<void> {
    let buffer = '';
    try {
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        buffer += chunk;
        for (let end = buffer.indexOf('\n\n'); end >= 0; end = buffer.indexOf('\n\n')) {
          take(buffer.slice(0, end));
          buffer = buffer.slice(end + 2);
        }
      }
    } catch {
      // The stream was cut, by us or by the server: what has come is what there is.
    }
    notify();
  }

  function take(block: string): void {
    const event: StreamEvent = {};
    for (const line of block.split('\n')) {
      if (line.startsWith(':')) comments++;
      else if (line.startsWith('id: ')) event.id = line.slice(4);
      else if (line.startsWith('event: ')) event.event = line.slice(7);
      else if (line.startsWith('data: ')) event.data = JSON.parse(line.slice(6));
    }
    if (event.event !== undefined) events.push(event);
    notify();
  }

  function notify(): void {
    for (const waiter of waiting.splice(0)) {
      if (waiter.done(events)) waiter.go();
      else waiting.push(waiter);
    }
  }

  return {
    status: response.status,
    headers: response.headers,
    events,
    comments: () => comments,
    /** Resolves when the stream has ended. */
    ended,
    /** Resolves when the events so far satisfy `done`. */
    until: (done: (events: StreamEvent[]) => boolean) =>
      new Promise<void>((go) => {
        if (done(events)) go();
        else waiting.push({ done, go });
      }),
    close: async () => {
      abort.abort();
      await ended;
    },
  };
}
