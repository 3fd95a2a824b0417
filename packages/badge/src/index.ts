import { ResponsiveBadge } from './badge.ts'

// Twice on one page, as from two bundles, the first stays.
if (globalThis.customElements?.get('responsive-badge') === undefined) {
  globalThis.customElements?.define('responsive-badge', ResponsiveBadge)
}

export { ResponsiveBadge }
