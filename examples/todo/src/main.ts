import { client, todos } from './app';
import { showTodos } from './list';
import { say, trying } from './status';

const signIn = document.querySelector<HTMLFormElement>('#sign-in')!;
const section = document.querySelector<HTMLElement>('#todos')!;
const add = document.querySelector<HTMLFormElement>('#add')!;

let stopShowing: (() => void) | undefined;

// Once it is known who is signed in, and at every change of that.
client.auth.onAuthStateChange(({ authenticated }) => {
  signIn.hidden = authenticated;
  section.hidden = !authenticated;
  stopShowing?.();
  stopShowing = authenticated ? showTodos(section.querySelector('ul')!) : undefined;
});

signIn.addEventListener('submit', (event) => {
  event.preventDefault();
  const { email, password } = Object.fromEntries(new FormData(signIn)) as Record<string, string>;
  const isNew = (event.submitter as HTMLButtonElement | null)?.value === 'up';
  const credentials = { email: email ?? '', password: password ?? '' };
  say('');
  void trying(isNew ? client.auth.signUp(credentials) : client.auth.signIn(credentials));
});

add.addEventListener('submit', (event) => {
  event.preventDefault();
  const title = new FormData(add).get('title') as string;
  add.reset();
  void trying(todos.create({ title, done: false }));
});

document.querySelector('#sign-out')!.addEventListener('click', () => void client.auth.signOut());
