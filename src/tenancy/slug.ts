import { slugProblem } from '@appbase-pfe/types';

const LONGEST = 30;

/** A slug made from a name: the first of `clinic`, `clinic-2`, `clinic-3`, … that is free. */
export function slugFrom(name: string, isTaken: (slug: string) => boolean): string {
  const base = plain(name);
  for (let number = 1; ; number++) {
    const ending = number === 1 ? '' : `-${number}`;
    const slug = `${base.slice(0, LONGEST - ending.length).replace(/-+$/, '')}${ending}`;
    if (slugProblem(slug) === undefined && !isTaken(slug)) return slug;
  }
}

function plain(name: string): string {
  const text = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (text === '') return 'app';
  return /^[a-z]/.test(text) ? text : `app-${text}`;
}
