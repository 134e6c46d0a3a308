import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EveryScreen } from '../support/every-screen.js';

describe('every screen of the dashboard at 1440 px, light and dark', () => {
  let screens: EveryScreen;
  beforeAll(async () => {
    screens = await EveryScreen.start();
  });
  afterAll(() => screens.dashboard.stop());

  it('shows markup as text, keeps to its width, the policy and the documented routes, and passes axe', async () => {
    expect(await screens.issues(1440)).toEqual([]);
  });

  it('holds the same for what opens over it', async () => {
    expect(await screens.issuesOfDialogs(1440)).toEqual([]);
  });
});
