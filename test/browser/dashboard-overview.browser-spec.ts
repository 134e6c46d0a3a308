import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { FileView } from '@appbase-pfe/types';
import { Inspections } from '../../src/database/inspections.js';
import { HealthService } from '../../src/health/health.service.js';
import { Scrub } from '../../src/storage/blobs/scrub.js';
import { Api } from '../support/api.js';
import type { WatchedPage } from '../support/browser.js';
import { DashboardUnderTest, signIn } from '../support/dashboard.js';
import { eventually } from '../support/eventually.js';
import { type Answered, countAnswers } from '../support/answered.js';
import { signInOperator } from '../support/instance.js';

const FIRST = Buffer.from('first file');
const GONE = 'bytes that will be gone';
const SECOND = Buffer.from('a second, longer file');
/** What the overview asks for besides its figures. */
const ASKED = ['/health', '/admin/users', '/admin/collections', '/admin/storage/usage'];

describe('the overview', () => {
  let dashboard: DashboardUnderTest;
  let answered: Answered;
  let watched: WatchedPage;
  /** What the server had answered, by class, when the figures were read. */
  let counted: { all: number; refused: number; failed: number };

  beforeAll(async () => {
    dashboard = await DashboardUnderTest.start();
    answered = countAnswers(dashboard.instance);
    await useTheApp();
    watched = await openOverview();
  });
  afterAll(() => dashboard.stop());

  /** Three users, two files, one record; refused and failed requests. */
  const useTheApp = async () => {
    const { instance } = dashboard;
    const api = new Api(instance.url);
    const ada = await api.signUp('ada@example.org');
    await api.signUp('grace@example.org');
    await api.signUp('mary@example.org');
    await ada.post('/db/collections/notes', { data: { text: 'one' } });
    await ada.upload('letters', 'first.txt', FIRST);
    await ada.upload('letters', 'second.txt', SECOND);
    const broken = await ada.upload<{ file: FileView }>('broken', 'gone.txt', Buffer.from(GONE));
    for (let n = 0; n < 7; n++) await ada.get(`/db/collections/notes/nowhere-${n}`);
    // A file whose bytes are gone from the disk is the server's failure.
    const storage = join(instance.dataDir, 'storage');
    const gone = readdirSync(storage, { recursive: true, encoding: 'utf8' })
      .map((name) => join(storage, name))
      .find((path) => statSync(path).isFile() && readFileSync(path, 'utf8') === GONE);
    rmSync(gone!);
    for (let n = 0; n < 2; n++) {
      const answer = await fetch(`${instance.url}/storage/buckets/broken/${broken.data.file.id}`, {
        headers: ada.headers,
      });
      expect(answer.status).toBe(500);
    }
    const operator = new Api(instance.url, await signInOperator(instance));
    await operator.send('DELETE', `/admin/buckets/broken/files/${broken.data.file.id}`);
  };

  /** Lets the page ask for its figures only when all else is answered, and counts just then. */
  const holdFigures = (page: Page) =>
    page.route('**/admin/metrics*', async (route) => {
      await answered.settled(ASKED);
      counted = answered.counts();
      await route.continue();
    });

  const openOverview = async () => {
    const opened = await dashboard.open();
    await holdFigures(opened.page);
    await signIn(opened.page);
    await opened.page.getByRole('heading', { name: 'Everything works' }).waitFor();
    return opened;
  };

  const sum = (rows: Record<string, string>[], column: string) =>
    rows.reduce((all, row) => all + number(row[column]!), 0);

  const expectFigures = async (page: Page) => {
    let rows: Record<string, string>[] = [];
    const unlike = async () => {
      rows = await figures(page);
      return sum(rows, 'Requests') - counted.all;
    };
    await eventually(unlike, 0);
    expect(sum(rows, 'Refused (4xx)')).toBe(counted.refused);
    expect(sum(rows, 'Failed (5xx)')).toBe(counted.failed);
    const last = rows.at(-1)!;
    expect(last).toMatchObject({ Users: '3', Files: '2' });
    expect(last['In files']).toBe(`${FIRST.length + SECOND.length} B`);
    const busy = rows.filter((row) => row['Requests'] !== '0');
    expect(busy.every((row) => number(row['95 % within']!) >= number(row['Half within']!))).toBe(
      true,
    );
    const quiet = rows.filter((row) => row['Requests'] === '0');
    expect(quiet.every((row) => row['Half within'] === '–')).toBe(true);
  };

  it('shows the requests, errors, users and files that there were, and nothing else', async () => {
    const { page } = watched;
    for (const [name, value] of [
      ['Users', '3'],
      ['Records', '1'],
      ['Files', '2'],
      ['Stored in files', `${FIRST.length + SECOND.length} B`],
    ] as const) {
      await page
        .locator('main')
        .getByRole('link', { name: `${name} ${value}` })
        .waitFor();
    }
    await expectFigures(page);
    expect(counted.refused).toBeGreaterThanOrEqual(7);
    expect(counted.failed).toBe(2);
  });

  it('draws what the table says', async () => {
    const { page } = watched;
    const charts = ['Requests and errors', 'Answer times', 'Users and files', 'Storage'];
    for (const name of charts) {
      const figure = page.getByRole('figure', { name });
      await figure.locator('canvas').waitFor();
      expect(await figure.locator('canvas').evaluate(inked)).toBeGreaterThan(500);
    }
    const summary = await page.getByRole('figure', { name: 'Users and files' }).innerText();
    expect(summary).toContain('Users: 3 now, most 3');
    expect(summary).toContain('Files: 2 now');
  });

  it.each(['24h', '7d', '30d'])('keeps to the counts over %s', async (range) => {
    const { page } = watched;
    const read = page.waitForResponse(/\/admin\/metrics/);
    await page.getByLabel('Time range').selectOption(range);
    await read;
    await page.getByRole('figure', { name: 'Requests and errors' }).waitFor();
    await expectFigures(page);
  });

  it('still has it all after a restart', async () => {
    expect(watched.problems).toEqual([]);
    await watched.close();
    await dashboard.restart();
    answered = countAnswers(dashboard.instance, answered.counts());
    watched = await openOverview();
    await expectFigures(watched.page);
    expect(counted.failed).toBe(2);
  });

  it('says the cause and what to do when something is wrong', async () => {
    const { page } = watched;
    const storage = join(dashboard.instance.dataDir, 'storage');
    renameSync(storage, `${storage}-elsewhere`);
    try {
      // What was found a moment ago is still told for some seconds.
      while ((await fetch(`${dashboard.instance.url}/health`)).status !== 503);
      await page.reload();
      await page.getByRole('heading', { name: 'Something needs you' }).waitFor();
      await page.getByText('The folder is missing or cannot be written').waitFor();
      await page.getByText('Check that the data folder is there').waitFor();
    } finally {
      renameSync(`${storage}-elsewhere`, storage);
    }
  });

  it('says when everything was last looked at, and names what is damaged', async () => {
    const { page } = watched;
    const { app } = dashboard.instance.server;
    const looked = (text: RegExp) => page.getByText(text).waitFor();
    await page.reload();
    await looked(/Looked at in full: database never, files never/);
    await app.get(Inspections, { strict: false }).tick();
    const storage = join(dashboard.instance.dataDir, 'storage');
    const second = readdirSync(storage, { recursive: true, encoding: 'utf8' })
      .map((name) => join(storage, name))
      .find((path) => statSync(path).isFile() && readFileSync(path).equals(SECOND));
    writeFileSync(second!, SECOND.toReversed());
    await app.get(Scrub, { strict: false }).run();
    await app.get(HealthService, { strict: false })['refresh']();
    await page.reload();
    await looked(/Looked at in full: database (now|.+ ago), files (now|.+ ago)/);
    await page.getByText('Stored files are damaged').waitFor();
    await page.getByText(/letters \/ second.txt, version 1: damaged since/).waitFor();
  });

  it('broke no rule of the page', () => expect(watched.problems).toEqual([]));
});

/** The rows of the table of figures: title of the column → what the cell says. */
async function figures(page: Page): Promise<Record<string, string>[]> {
  const table = page.getByRole('region', { name: 'Figures' });
  if (!(await table.isVisible())) await page.getByText('Figures as a table').click();
  return table.getByRole('table').evaluate((element) => {
    const cells = (row: HTMLTableRowElement) => [...row.cells].map((cell) => cell.innerText.trim());
    const [head, ...rows] = [...(element as HTMLTableElement).rows].map(cells);
    return rows.map((row) => Object.fromEntries(row.map((cell, at) => [head![at]!, cell])));
  });
}

const number = (text: string) => Number(text.replaceAll(',', '').replace(/ .*/, ''));

/** How many points of a canvas are painted. */
function inked(element: SVGElement | HTMLElement): number {
  const canvas = element as HTMLCanvasElement;
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((value, at) => at % 4 === 3 && value > 0).length;
}
