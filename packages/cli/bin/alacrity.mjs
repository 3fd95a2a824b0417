#!/usr/bin/env node
import { onRightNode } from './runtime.mjs'

await onRightNode(import.meta.url, () => import('../src/main.ts'))
