import type { ComponentType, ReactNode } from 'react';

interface Props {
  as?: ComponentType<Record<string, unknown>>;
  children?: ReactNode;
  allowPinchZoom?: boolean;
  shards?: unknown;
  enabled?: boolean;
}

/**
 * Stands in for `react-remove-scroll`, which injects a style element that the page's policy refuses.
 * The page is kept still by a rule of `kit.css` instead.
 */
export function RemoveScroll({ as: As, allowPinchZoom, shards, enabled, ...rest }: Props) {
  void [allowPinchZoom, shards, enabled];
  return As ? <As {...rest} /> : <>{rest.children}</>;
}
