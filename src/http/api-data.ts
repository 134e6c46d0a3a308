import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { successOf } from '@appbase-pfe/types';

interface DataOptions {
  description?: string;
  /** Headers of the answer worth knowing, with what they say. */
  headers?: Record<string, string>;
}

/**
 * The success of a route: its status, and its body in the envelope for the API document. The
 * failures need no word: the document has the error envelope for every route.
 */
export function ApiData(data: z.ZodType, status = 200, options: DataOptions = {}): MethodDecorator {
  return applyDecorators(
    HttpCode(status),
    ApiResponse({
      status,
      description: options.description ?? DESCRIPTIONS[status] ?? 'Done',
      ...headersOf(options),
      standardSchema: successOf(data),
    }),
  );
}

/** The success of a route without an envelope: what it sends, by content type. */
export function ApiRaw(contentType: string, description: string, status = 200): MethodDecorator {
  return applyDecorators(
    HttpCode(status),
    ApiResponse({
      status,
      description,
      content: { [contentType]: { schema: rawSchema(contentType) } },
    }),
  );
}

function rawSchema(contentType: string) {
  if (contentType.startsWith('text/')) return { type: 'string' as const };
  return contentType.includes('json') ? { type: 'object' as const } : {};
}

const DESCRIPTIONS: Record<number, string> = {
  200: 'Done',
  201: 'Created',
  202: 'Accepted: the work goes on',
};

function headersOf({ headers }: DataOptions) {
  if (headers === undefined) return {};
  const entries = Object.entries(headers).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' as const } },
  ]);
  return { headers: Object.fromEntries(entries) };
}
