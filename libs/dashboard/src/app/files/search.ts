/** The open file, in the address. */
export const fileSearch = (input: Record<string, unknown>): { file?: string } =>
  typeof input['file'] === 'string' && input['file'] !== '' ? { file: input['file'] } : {};
