import { Fragment } from 'react';

/** A long word without spaces (an address, a file's name) that may break after its signs. */
export function Breakable({ text }: { text: string }) {
  return text.split(/(?<=[@._/:-])/).map((part, index) => (
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
