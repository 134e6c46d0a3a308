import type { Logger } from 'pino';

/** DI token of the program's logger (a pino `Logger`). */
export const LOGGER = Symbol('logger');
export type { Logger };
