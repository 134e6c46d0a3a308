import type { AppRecord } from '@appbase-pfe/sdk';
import { type Todo, todos } from './app';
import { trying } from './status';

/** Shows the todos and keeps them in step with every other window. Returns how to stop. */
export function showTodos(list: HTMLUListElement): () => void {
  const live = todos.live({ limit: 100 }, ({ items }) => list.replaceChildren(...items.map(row)));
  return () => {
    live.close();
    list.replaceChildren();
  };
}

function row({ id, data }: AppRecord<Todo>): HTMLLIElement {
  const item = document.createElement('li');
  const label = document.createElement('label');
  const box = document.createElement('input');
  const remove = document.createElement('button');
  box.type = 'checkbox';
  box.checked = data.done;
  // One field is sent, so a title that somebody changes meanwhile is kept.
  box.addEventListener('change', () => void trying(todos.update(id, { done: box.checked })));
  remove.textContent = '×';
  remove.ariaLabel = `Delete ${data.title}`;
  remove.addEventListener('click', () => void trying(todos.delete(id)));
  label.append(box, data.title);
  item.append(label, remove);
  return item;
}
