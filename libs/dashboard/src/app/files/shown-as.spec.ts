import { describe, expect, it } from '@jest/globals';
import { shownAs } from './shown-as';

const bytes = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

describe('shownAs', () => {
  it('goes by the bytes', () => {
    expect(shownAs(bytes('\x89PNG\r\n\x1a\n...')).kind).toBe('image');
    expect(shownAs(bytes('%PDF-1.7')).kind).toBe('pdf');
    expect(shownAs(bytes('plain text'))).toEqual({ kind: 'text', text: 'plain text' });
    expect(shownAs(bytes('\x00\x01binary')).kind).toBe('nothing');
    expect(shownAs(bytes('\xff\xfe')).kind).toBe('nothing');
  });

  it('shows markup and SVG as text', () => {
    expect(shownAs(bytes('<svg onload="alert(1)">')).kind).toBe('text');
    expect(shownAs(bytes('<script>alert(1)</script>')).kind).toBe('text');
  });
});
