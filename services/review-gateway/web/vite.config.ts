import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [svelte()],
  build: {
    outDir: process.env.DCAI_PAGE_DIR ?? '../../../.build/page',
    emptyOutDir: true,
    // Everything is a file of its own: the content security policy lets in nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
