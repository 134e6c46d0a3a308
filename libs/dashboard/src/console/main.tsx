import { RouterProvider } from '@tanstack/react-router';
import { start } from '@kit/start';
import { teachPalette } from './finders';
import { router } from './router';

teachPalette();
start(<RouterProvider router={router} />);
