import { Outlet, useRouterState } from '@tanstack/react-router';
import { Menu as MenuIcon, Search } from 'lucide-react';
import { type ReactNode, Suspense, lazy, useLayoutEffect, useRef, useState } from 'react';
import { Button, IconButton } from '../button';
import { Dialog } from '../overlay/dialog';
import { Loading } from '../states';
import { AccountMenu } from './account-menu';
import { Navigation } from './navigation';
import type { Screen } from './screen';
import { SignInAgain } from './sign-in-again';
import { usePaletteKey } from './use-palette-key';

const Palette = lazy(() => import('./palette'));

interface Props {
  brand: ReactNode;
  screens: readonly Screen[];
}

/** What is around every screen: skip link, navigation, search, account; the screen is in `main`. */
export function Shell({ brand, screens }: Props) {
  const [drawer, setDrawer] = useState(false);
  const [palette, setPalette] = usePaletteKey();
  const main = useRef<HTMLElement>(null);
  useFocusOnNewScreen(main);
  return (
    <div className="lg:grid lg:grid-cols-[15.5rem_minmax(0,1fr)]">
      <button
        type="button"
        onClick={() => main.current?.focus()}
        className="bg-primary text-on-primary fixed top-2 left-2 z-50 -translate-y-16 rounded-[8px] px-4 py-2 font-semibold focus:translate-y-0"
      >
        Skip to content
      </button>

      <aside className="border-line bg-sunken sticky top-0 hidden h-dvh flex-col gap-5 overflow-y-auto border-r p-4 lg:flex">
        <div className="px-2 pt-1">{brand}</div>
        <SearchButton onClick={() => setPalette(true)} />
        <Navigation screens={screens} />
        <div className="mt-auto">
          <AccountMenu />
        </div>
      </aside>

      <div className="border-line bg-sunken sticky top-0 z-30 flex items-center gap-2 border-b px-3 py-2 lg:hidden">
        <IconButton
          label="Open navigation"
          icon={<MenuIcon className="size-5" />}
          onClick={() => setDrawer(true)}
        />
        <div className="min-w-0 flex-1">{brand}</div>
        <IconButton
          label="Search"
          icon={<Search className="size-5" />}
          onClick={() => setPalette(true)}
        />
        <AccountMenu compact />
      </div>
      <Dialog open={drawer} onClose={() => setDrawer(false)} title="Screens" place="side">
        <Navigation screens={screens} onChosen={() => setDrawer(false)} />
      </Dialog>

      <main ref={main} tabIndex={-1} className="min-w-0 outline-none">
        <Suspense
          fallback={
            <div className="mx-auto max-w-7xl p-8">
              <Loading />
            </div>
          }
        >
          <Outlet />
        </Suspense>
      </main>

      {palette && (
        <Suspense>
          <Palette screens={screens} onClose={() => setPalette(false)} />
        </Suspense>
      )}
      <SignInAgain />
    </div>
  );
}

function SearchButton({ onClick }: { onClick: () => void }) {
  return (
    <Button
      onClick={onClick}
      icon={<Search aria-hidden="true" className="size-4" />}
      className="text-muted! justify-start! px-3! font-normal!"
    >
      Search
      <kbd className="border-line bg-canvas ml-auto rounded-[4px] border px-1.5 font-sans text-xs">
        Ctrl K
      </kbd>
    </Button>
  );
}

/** A screen reader user hears the new screen; the keyboard goes on from its top. */
function useFocusOnNewScreen(main: React.RefObject<HTMLElement | null>) {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const first = useRef(true);
  // At once: what is focused on the new screen meanwhile keeps the focus.
  useLayoutEffect(() => {
    if (!first.current) {
      main.current?.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    first.current = false;
  }, [path, main]);
}
