import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const market = process.env['MARKET_URL'] ?? 'http://127.0.0.1:8788'

// The marketplace serves what is built; `vite dev` asks a running one for data.
export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What counts is what goes over the line; a test weighs that.
    chunkSizeWarningLimit: 700,
  },
  server: {
    proxy: { '/api': market, '/demo': market, '/id': market },
    fs: { allow: ['../../..'] },
  },
})
