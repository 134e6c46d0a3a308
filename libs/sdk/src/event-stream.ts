/** One event of a `text/event-stream`. An `id:` that comes alone has no data. */
export interface StreamEvent {
  type: string;
  data: string | undefined;
  id: string | undefined;
}

/**
 * Parses a `text/event-stream` as it comes, by the rules of the HTML standard: `\n`, `\r\n` or `\r`
 * line ends, data over several lines, comments, `id`, `retry`.
 */
export class EventStreamParser {
  private rest = '';
  private data: string[] = [];
  private type = '';
  private id: string | undefined;
  private begun = false;

  constructor(private readonly onRetry: (ms: number) => void = () => undefined) {}

  /** The events that a piece of text completes. */
  push(text: string): StreamEvent[] {
    let buffer = this.rest + text;
    if (!this.begun && buffer !== '') {
      this.begun = true;
      if (buffer.startsWith('\uFEFF')) buffer = buffer.slice(1);
    }
    const events: StreamEvent[] = [];
    let from = 0;
    for (;;) {
      const end = nextLineEnd(buffer, from);
      if (end === undefined) break;
      const event = this.line(buffer.slice(from, end.at));
      if (event !== undefined) events.push(event);
      from = end.next;
    }
    this.rest = buffer.slice(from);
    return events;
  }

  private line(line: string): StreamEvent | undefined {
    if (line === '') return this.dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return undefined;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.data.push(value);
    else if (field === 'event') this.type = value;
    else if (field === 'id' && !value.includes('\0')) this.id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.onRetry(Number(value));
    return undefined;
  }

  private dispatch(): StreamEvent | undefined {
    const { data, type, id } = this;
    this.data = [];
    this.type = '';
    this.id = undefined;
    if (data.length > 0) return { type: type || 'message', data: data.join('\n'), id };
    return id === undefined ? undefined : { type: '', data: undefined, id };
  }
}

/** The next line end; a `\r` that ends the text may be half of a `\r\n`, so it waits. */
function nextLineEnd(text: string, from: number): { at: number; next: number } | undefined {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) return { at, next: at + 1 };
    if (code !== 13) continue;
    if (at + 1 === text.length) return undefined;
    return { at, next: text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1 };
  }
  return undefined;
}
