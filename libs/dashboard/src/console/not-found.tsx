import { Empty } from '@kit/states';
import { Link } from '@tanstack/react-router';

export function NotFound() {
  return (
    <Empty
      title="There is no such screen"
      action={
        <Link to="/" className="link">
          Go to the apps
        </Link>
      }
    />
  );
}
