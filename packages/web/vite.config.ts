import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// The service serves what is built under /app/ [web_root]; `vite dev` asks a running one for data.
export default defineConfig({
  base: '/app/',
  plugins: [react()],
  build: { target: 'es2023', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: {
    proxy: { '/v1': process.env['ALACRITY_URL'] ?? 'http://127.0.0.1:8787' },
    fs: { allow: ['../..'] },
  },
})
