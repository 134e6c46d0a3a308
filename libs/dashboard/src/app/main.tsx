import { RouterProvider } from '@tanstack/react-router';
import { start } from '@kit/start';
import { router } from './router';

start(<RouterProvider router={router} />);
