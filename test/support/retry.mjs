import { jest } from '@jest/globals';

// On a busy build machine a test gets a second try. The first failure is logged all the same, so
// that a test which needs it is seen and mended. At a desk there is no second try.
// At once: the tests of one page follow one another, and later ones would leave it elsewhere.
if (process.env['CI'] !== undefined)
  jest.retryTimes(1, { logErrorsBeforeRetry: true, retryImmediately: true });
