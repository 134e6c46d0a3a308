import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AccessPreset, RecordView } from '@appbase-pfe/types';
import type { RequestContext } from '../../src/access/caller.js';
import { RecordsService } from '../../src/records/records.service.js';
import { RecordHistory } from '../../src/records/typed/record-history.js';
import {
  signUp,
  startTestInstance,
  type TestInstance,
  type TestUser,
} from '../support/instance.js';
import { declareAccess, grant, requestsOf } from '../support/sharing.js';

const ROUNDS = 300;
/** A fifth of what reading the record alone takes. */
const MOST_MS = 0.1;

/** How long an answer takes tells nothing of what is hidden, however large it is. */
describe('The time of an answer', () => {
  let instance: TestInstance;
  let ann: TestUser;
  let eve: TestUser;

  beforeAll(async () => {
    instance = await startTestInstance();
    [ann, eve] = await Promise.all([signUp(instance), signUp(instance)]);
  });
  afterAll(() => instance.destroy());

  const contextOf = ({ user }: TestUser): RequestContext => ({
    requestId: 'r',
    ip: '127.0.0.1',
    caller: {
      kind: 'user',
      id: user.id,
      email: user.email,
      sessionId: 's',
      until: Number.MAX_SAFE_INTEGER,
      mustChangePassword: false,
    },
  });

  /** Medians of calls that take turns, so that what else the machine does is in all of them. */
  const compare = (...calls: (() => unknown)[]): number[] => {
    const times = calls.map(() => [] as number[]);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [at, call] of calls.entries()) {
        const start = performance.now();
        call();
        times[at]!.push(performance.now() - start);
      }
    }
    return times.map((list) => list.sort((a, b) => a - b)[ROUNDS / 2]!);
  };

  it.each(['owner', 'shared', 'none'] satisfies AccessPreset[])(
    'is the same for a hidden record of 1 MB as for none, with the preset %s',
    async (preset) => {
      const list = `/db/collections/time-${preset}`;
      await declareAccess(instance, 'collection', `time-${preset}`, 'shared');
      const data = { text: 'x'.repeat(1_000_000) };
      const { id, collection } = (await requestsOf(instance, ann).post(list, { data })).body
        .data as RecordView;
      await grant(instance, ann, `${list}/${id}`, { read: [`user:${ann.user.id}`] });
      await declareAccess(instance, 'collection', collection, preset);
      const records = instance.server.app.get(RecordsService, { strict: false });
      const history = instance.server.app.get(RecordHistory, { strict: false });
      const missing = `${id.slice(0, -4)}0000`;
      const context = contextOf(eve);
      const refused = (ask: () => unknown) => () => expect(ask).toThrow('There is no such record');
      const [hiddenGet, missingGet, hiddenHistory, missingHistory] = compare(
        refused(() => records.get(context, collection, id)),
        refused(() => records.get(context, collection, missing)),
        refused(() => history.list(context, { collection, id }, {})),
        refused(() => history.list(context, { collection, id: missing }, {})),
      );
      expect(hiddenGet! - missingGet!).toBeLessThan(MOST_MS);
      expect(hiddenHistory! - missingHistory!).toBeLessThan(MOST_MS);
      if (preset === 'none') return;
      // To read it takes longer than that: the measurement would tell.
      const owner = contextOf(ann);
      const [read, none] = compare(
        () => records.get(owner, collection, id),
        refused(() => records.get(owner, collection, missing)),
      );
      expect(read! - none!).toBeGreaterThan(2 * MOST_MS);
    },
  );
});
