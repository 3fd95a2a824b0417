import { onRightNode } from 'alacrity/runtime'

await onRightNode(import.meta.url, () => import('../demo/start.ts'))
