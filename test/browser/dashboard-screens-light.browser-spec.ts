import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EveryScreen } from '../support/every-screen.js';

describe('every screen of the dashboard, light, 1440 px', () => {
  let screens: EveryScreen;
  beforeAll(async () => {
    screens = await EveryScreen.start();
  }, 60_000);
  afterAll(() => screens.dashboard.stop());

  it('shows markup as text, keeps to its width and the policy, and passes axe', async () => {
    expect(await screens.issues({ theme: 'light', width: 1440 })).toEqual([]);
  }, 240_000);

  it('passes axe in what opens over it', async () => {
    expect(await screens.issuesOfDialogs({ theme: 'light' })).toEqual([]);
  }, 120_000);
});
