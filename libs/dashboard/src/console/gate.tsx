import { useSession } from '@kit/api/session';
import { Brand } from '@kit/brand';
import { Shell } from '@kit/shell/shell';
import { SignIn } from '@kit/shell/sign-in';
import { useNews } from './api/use-news';
import { screens } from './screens';

/** The screens for those who are signed in, the sign-in page for the rest. The address stays. */
export function Gate() {
  const { state } = useSession();
  if (state === 'asking') return null;
  if (state === 'out') return <SignIn lead="Operators of this control plane only." />;
  return <Inside live={state === 'in'} />;
}

function Inside({ live }: { live: boolean }) {
  useNews(live);
  return <Shell brand={<Brand />} screens={screens} />;
}
