import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * The pages are served under a strict policy (`style-src 'self'`, `font-src 'self'`) and from several
 * paths, hence: relative addresses, nothing inlined, and no library that adds `<style>` elements.
 */
export default defineConfig({
  base: './',
  plugins: [react(), tailwindcss()],
  resolve: {
    alias: {
      '@kit': here('src/kit'),
      // Radix locks scrolling with an injected style element; ours is a rule in the stylesheet.
      'react-remove-scroll': here('src/kit/overlay/no-remove-scroll.tsx'),
    },
  },
  build: {
    target: 'es2023',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    rolldownOptions: { input: { app: here('index.html'), console: here('console.html') } },
  },
});
