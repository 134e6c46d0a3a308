/** JSON as people read it. */
export const pretty = (value: unknown): string => JSON.stringify(value, null, 2);

/** The object in a text, or why there is none. */
export function parseData(text: string): { data?: Record<string, unknown>; wrong?: string } {
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data === 'object' && data !== null && !Array.isArray(data))
      return { data: data as Record<string, unknown> };
    return { wrong: 'The data of a record is a JSON object: { … }' };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : 'This is not JSON' };
  }
}
