import { client, patients } from './app';
import { showBoard } from './board';
import { byId, element, take, trying } from './page';

const wards = byId<HTMLSelectElement>('ward');
let stopShowing: (() => void) | undefined;

client.auth.onAuthStateChange(({ authenticated }) => {
  byId('sign-in').hidden = authenticated;
  byId('sign-out').hidden = !authenticated;
  if (authenticated) void trying(showWards());
  else leave();
});

/** The wards that the user is in; each is a group. */
async function showWards(): Promise<void> {
  const groups = await client.groups.mine();
  wards.replaceChildren(...groups.map(({ name }) => element('option', name)));
  wards.hidden = groups.length === 0;
  byId('join').hidden = groups.length > 0;
  openWard();
}

function openWard(): void {
  stopShowing?.();
  stopShowing = wards.value === '' ? undefined : showBoard(wards.value);
  byId('board').hidden = stopShowing === undefined;
}

function leave(): void {
  wards.replaceChildren();
  wards.hidden = byId('join').hidden = true;
  openWard();
}

wards.addEventListener('change', openWard);
byId('sign-out').addEventListener('click', () => void client.auth.signOut());

/** Does something with what was typed into a form when it is sent. */
function onSubmit(
  id: string,
  work: (values: Record<string, string>, button: string) => Promise<unknown>,
): void {
  const form = byId<HTMLFormElement>(id);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const button = event.submitter as HTMLButtonElement | null;
    void trying(work(take(form), button?.value ?? ''));
  });
}

onSubmit('sign-in', ({ email = '', password = '' }, how) =>
  how === 'up' ? client.auth.signUp({ email, password }) : client.auth.signIn({ email, password }),
);
onSubmit('join', async ({ code = '' }) => {
  await client.groups.join(code);
  await showWards();
});
onSubmit('admit', ({ bed = '', name = '' }) => patients.create({ ward: wards.value, bed, name }));
