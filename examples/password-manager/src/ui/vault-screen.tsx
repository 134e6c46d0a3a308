import { useRef, useState } from 'react';
import { type Entry, matches } from '../vault/entry';
import { useEntries } from '../vault/use-entries';
import type { Vault } from '../vault/vault';
import { EntryForm } from './entry-form';
import { EntryList } from './entry-list';
import { EntryView } from './entry-view';
import { Icon } from './icon';
import { SettingsDialog } from './settings-dialog';
import { useShortcuts } from './use-shortcuts';

interface Props {
  vault: Vault;
  email: string;
  onLock: () => void;
  onSignOut: () => void;
}

type Open = { id: string; editing: boolean } | 'new' | undefined;

/** The vault: a list to search, and one entry to look at or change. */
export function VaultScreen({ vault, email, onLock, onSignOut }: Props) {
  const { entries, loading, live, broken, error, put, drop } = useEntries(vault);
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<Open>();
  const [settings, setSettings] = useState(false);
  const searchField = useRef<HTMLInputElement>(null);
  const shown = entries.filter((entry) => search === '' || matches(entry, search));
  const current = typeof open === 'object' ? entries.find(({ id }) => id === open.id) : undefined;

  const move = (step: number) => {
    const at = shown.findIndex((entry) => entry === current);
    const next = shown[Math.min(Math.max(at + step, 0), shown.length - 1)];
    if (next !== undefined) setOpen({ id: next.id, editing: false });
  };
  useShortcuts({
    '/': () => searchField.current?.focus(),
    n: () => setOpen('new'),
    l: onLock,
    e: () => current?.mine && setOpen({ id: current.id, editing: true }),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Escape: () => {
      setSettings(false);
      setOpen((before) =>
        typeof before === 'object' && before.editing ? { ...before, editing: false } : undefined,
      );
    },
  });
  const saved = (entry: Entry) => {
    put(entry);
    setOpen({ id: entry.id, editing: false });
  };
  const removed = ({ id }: Entry) => {
    drop(id);
    setOpen(undefined);
  };

  return (
    <div className="vault" data-open={open !== undefined}>
      <header className="bar">
        <span className="logo small" aria-hidden="true">
          <Icon name="key" />
        </span>
        <label className="search">
          <span className="hidden">Search</span>
          <Icon name="search" />
          <input
            ref={searchField}
            type="search"
            placeholder="Search"
            value={search}
            onChange={({ target }) => setSearch(target.value)}
            onKeyDown={({ key }) => key === 'Escape' && setSearch('')}
          />
          <kbd aria-hidden="true">/</kbd>
        </label>
        <span className="live" data-state={live} role="status">
          {live === 'open' ? 'Live' : live === 'closed' ? 'Not live' : 'Connecting…'}
        </span>
        <button className="ghost" onClick={onLock} title="Lock (L)">
          <Icon name="lock" />
          <span className="wide-only">Lock</span>
        </button>
        <button className="ghost" onClick={() => setSettings(true)} title="Settings">
          <Icon name="gear" />
          <span className="hidden">Settings</span>
        </button>
      </header>
      <nav aria-label="Entries">
        <button className="primary new" onClick={() => setOpen('new')}>
          <Icon name="plus" /> New entry
        </button>
        {error !== undefined && <p role="alert">{error}</p>}
        {broken > 0 && <p role="alert">{broken} entries cannot be opened with this key.</p>}
        <EntryList
          entries={shown}
          selected={current?.id}
          empty={loading ? 'Opening…' : search === '' ? 'Nothing here yet.' : 'Nothing found.'}
          onSelect={(id) => setOpen({ id, editing: false })}
        />
      </nav>
      <main>
        {open === 'new' ? (
          <EntryForm vault={vault} onSaved={saved} onCancel={() => setOpen(undefined)} />
        ) : current === undefined ? (
          <Welcome count={entries.length} />
        ) : typeof open === 'object' && open.editing ? (
          <EntryForm
            key={current.id}
            vault={vault}
            entry={current}
            onSaved={saved}
            onCancel={() => setOpen({ id: current.id, editing: false })}
          />
        ) : (
          <EntryView
            key={current.id}
            vault={vault}
            entry={current}
            onChanged={put}
            onEdit={() => setOpen({ id: current.id, editing: true })}
            onRemoved={removed}
            onClose={() => setOpen(undefined)}
          />
        )}
      </main>
      {settings && (
        <SettingsDialog
          vault={vault}
          entries={entries}
          email={email}
          onImported={put}
          onSignOut={onSignOut}
          onClose={() => setSettings(false)}
        />
      )}
    </div>
  );
}

function Welcome({ count }: { count: number }) {
  return (
    <div className="welcome">
      <span className="logo" aria-hidden="true">
        <Icon name="key" />
      </span>
      <h1>{count === 0 ? 'Your vault is empty' : `${count} in your vault`}</h1>
      <p className="soft">
        {count === 0
          ? 'Add the first entry, or import what another password manager or browser has exported.'
          : 'Choose an entry, or search.'}
      </p>
      <p className="keys">
        <kbd>N</kbd> new <kbd>/</kbd> search <kbd>↑</kbd>
        <kbd>↓</kbd> move <kbd>E</kbd> edit <kbd>L</kbd> lock
      </p>
    </div>
  );
}
