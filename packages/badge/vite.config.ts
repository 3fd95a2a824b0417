import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const entry = fileURLToPath(new URL('src/index.ts', import.meta.url))

// One file that a plain <script> takes as well as a module.
export default defineConfig({
  logLevel: 'warn',
  build: {
    target: 'es2022',
    lib: { entry, formats: ['iife'], name: 'Alacrity', fileName: () => 'badge.js' },
  },
})
