import type { AppRecord } from '@appbase-pfe/sdk';
import { client, type Note, notes, type Patient, patients } from './app';
import { byId, element, take, trying } from './page';

/** Shows the patients of a ward and their notes, live. Returns how to stop. */
export function showBoard(ward: string): () => void {
  const board = byId('patients');
  const query = { filter: { ward }, limit: 100 };
  const show = () => {
    const inputs = Array.from(board.querySelectorAll('input'));
    if (inputs.some(({ value }) => value !== '')) return;
    const cards = [...people.items]
      .sort((a, b) => a.data.bed.localeCompare(b.data.bed, undefined, { numeric: true }))
      .map((patient) =>
        card(
          patient,
          written.items.filter(({ data }) => data.patientId === patient.id),
        ),
      );
    const focused = document.activeElement?.ariaLabel;
    board.replaceChildren(...cards);
    board.querySelector<HTMLInputElement>(`[aria-label=${JSON.stringify(focused)}]`)?.focus();
  };
  const people = patients.live(query);
  const written = notes.live({ ...query, sort: '-createdAt' });
  people.onChange(show);
  written.onChange(show);
  // What came while somebody was typing is shown when they are done.
  board.addEventListener('input', show);
  return () => {
    people.close();
    written.close();
    board.removeEventListener('input', show);
    board.replaceChildren();
  };
}

function card({ id, data }: AppRecord<Patient>, written: AppRecord<Note>[]): HTMLElement {
  const form = element('form');
  const input = element('input');
  input.name = 'text';
  input.required = true;
  input.autocomplete = 'off';
  input.placeholder = 'Add a note';
  input.ariaLabel = `Note on ${data.name}`;
  form.append(input, element('button', 'Add'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const { text = '' } = take(form);
    const by = client.auth.getCurrentUser()?.email ?? '';
    void trying(notes.create({ ward: data.ward, patientId: id, text, by }));
  });

  const list = element('ul', ...written.map(noteItem));
  const made = element('article', element('h2', `${data.bed} · ${data.name}`), list, form);
  made.className = 'card';
  return made;
}

function noteItem({ data, createdAt }: AppRecord<Note>): HTMLLIElement {
  const time = new Date(createdAt).toLocaleString(undefined, {
    dateStyle: 'short',
    timeStyle: 'short',
  });
  return element('li', data.text, element('small', `${data.by}, ${time}`));
}
