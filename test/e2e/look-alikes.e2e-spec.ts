import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Api } from '../support/api.js';
import {
  signInOperator,
  startTestInstance,
  TEST_PASSWORD,
  type TestInstance,
} from '../support/instance.js';

/** Each looks like `kim@clinic.example`, or folds to it somewhere. */
const LOOK_ALIKES = [
  '\u212Aim@clinic.example', // Kelvin sign
  'kіm@clinic.example', // Cyrillic і
  'ｋｉｍ@clinic.example', // full width
  'kım@clinic.example', // Turkish dotless i
  'kİm@clinic.example', // Turkish dotted I
  'kím@clinic.example',
  'ki\u200bm@clinic.example',
  'ki\u0301m@clinic.example',
  'kim@сlinic.example', // Cyrillic с in the domain
  'kim@clinic。example', // ideographic full stop
  'kim@clinic.example\u0000',
  ' kim@clinic.example\u00a0',
];
/** They are the same address, however written. */
const THE_SAME = ['KIM@clinic.example', 'kim@CLINIC.Example'];

describe('emails that look alike (list 4.2 row 35)', () => {
  let instance: TestInstance;
  let owner: Api;
  const guest = () => new Api(instance.url);

  beforeAll(async () => {
    instance = await startTestInstance();
    owner = new Api(instance.url, await signInOperator(instance));
    await guest().signUp('kim@clinic.example', TEST_PASSWORD);
  });
  afterAll(() => instance.destroy());

  it.each(LOOK_ALIKES)('never makes an account of %j', async (email) => {
    const account = { email, password: TEST_PASSWORD };
    const answers = [
      await guest().post('/auth/register', account),
      await guest().post('/auth/login', account),
      await owner.post('/admin/users', account),
      await owner.post('/operators', { ...account, role: 'viewer' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
  });

  it.each(THE_SAME)('takes %j for the account that there is', async (email) => {
    const account = { email, password: TEST_PASSWORD };
    expect((await guest().post('/auth/register', account)).status).toBe(409);
    const login = await guest().post<{ user: { email: string } }>('/auth/login', account);
    expect([login.status, login.data.user.email]).toEqual([200, 'kim@clinic.example']);
  });

  it('lets no account be renamed to one', async () => {
    const other = await guest().post<{ user: { id: string } }>('/auth/register', {
      email: 'other@clinic.example',
      password: TEST_PASSWORD,
    });
    const rename = (email: string) =>
      owner.send('PATCH', `/admin/users/${other.data.user.id}`, { email });
    for (const email of LOOK_ALIKES) expect((await rename(email)).status).toBe(400);
    for (const email of THE_SAME) expect((await rename(email)).status).toBe(409);
  });
});
