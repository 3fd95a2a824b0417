// JavaScript, so that a thread need not begin by loading what strips types from TypeScript: with that it took
// three times as long to start. The cache holds the rest without its types.
import { enableCompileCache } from 'node:module'

enableCompileCache()
await import('./port.ts')
