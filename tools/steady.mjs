// Watches a page while it comes: what moves, and whether it is ever seen in another look than its own.

/** So long after its beginning a page must not move by itself. */
const WATCHED_MS = 5_000

/**
 * Watches a page from its next navigation on.
 *
 * @param {import('playwright-core').Page} page
 */
export async function watchComing(page) {
  await page.addInitScript(() => {
    window.moved = []
    window.looks = new Set()
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries()) {
        if (hadRecentInput) continue
        // A text is told by what it stands in.
        const what = sources.map(({ node }) =>
          (node?.outerHTML ?? node?.parentElement?.outerHTML ?? '').slice(0, 200),
        )
        window.moved.push(`${value.toFixed(5)} ${what.join(' ')}`)
      }
    }).observe({ type: 'layout-shift', buffered: true })
    const look = () => {
      // Whatever is in the page is seen in this frame.
      if (document.body?.innerText.trim() || document.body?.querySelector('svg, button')) {
        const { backgroundColor } = getComputedStyle(document.documentElement)
        const { fontFamily, margin } = getComputedStyle(document.body)
        window.looks.add(`${backgroundColor} ${margin} ${fontFamily.slice(0, 20)}`)
      }
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
}

/**
 * What moved in the first seconds of the page, with how far; and every look it was seen in, of which there is to be one.
 *
 * @param {import('playwright-core').Page} page
 * @returns {Promise<{ readonly moved: readonly string[], readonly looks: readonly string[] }>}
 */
export async function howItCame(page) {
  await page.waitForFunction((least) => performance.now() > least, WATCHED_MS)
  return page.evaluate(() => ({ moved: window.moved, looks: [...window.looks] }))
}
