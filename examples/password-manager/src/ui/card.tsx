import type { ReactNode } from 'react';
import { Icon } from './icon';

/** The frame of every screen before the vault. */
export function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="card-page">
      <section className="card" aria-labelledby="card-title">
        <span className="logo" aria-hidden="true">
          <Icon name="key" />
        </span>
        <h1 id="card-title">{title}</h1>
        {children}
      </section>
    </main>
  );
}
