// Walks through a page as somebody without a mouse does: real key presses, nothing else. What can be used and was
// never reached is named, so that a new control cannot escape the tests that use this.

/** Roles of the accessibility tree that stand for something one can use. */
const USABLE = new Set([
  'button',
  'link',
  'textbox',
  'searchbox',
  'checkbox',
  'switch',
  'radio',
  'slider',
  'spinbutton',
  'combobox',
  'ComboBoxMenuList',
  'menuitem',
  'menuitemradio',
  'menuitemcheckbox',
  'tab',
  'InputTime',
  'DisclosureTriangle',
])
/** More presses than any page has controls. */
const PRESSES_MAX = 400
const FRAME_PRESSES_MAX = 120
const KNOWN_MAX = 6
const ROWS_MAX = 12

/**
 * What can be used on a page and was not reached by Tab, nor by arrows inside of what Tab reached. Each as its role
 * and name, or as its markup where it is no control to a screen reader at all.
 *
 * @param {import('playwright-core').Page} page
 * @returns {Promise<{ readonly reached: number, readonly missed: readonly string[] }>}
 */
export async function walkByKeyboard(page) {
  await page.evaluate(begin)
  let here = await page.evaluate(look)
  let stays = 0
  let known = 0
  for (let presses = 0; presses < PRESSES_MAX; presses += 1) {
    await page.keyboard.press('Tab')
    // A list that makes its rows as they come in sight has the next ones once they are drawn.
    await page.evaluate(drawn)
    const next = await page.evaluate(look)
    // A field of hours and minutes, and a frame, keep the focus for several presses.
    stays = next.no === here.no ? stays + 1 : 0
    if (next.no === 0 || stays > (next.isFrame ? FRAME_PRESSES_MAX : 4)) break
    // One may be led back once, as to the chosen one of some radios; whoever goes in a circle is through.
    known = next.isOld && stays === 0 ? known + 1 : 0
    if (known > KNOWN_MAX) break
    here = next
    if (next.isComposite && !next.isOld) await walkInside(page)
  }
  const missed = [...(await missedControls(page)), ...(await page.evaluate(missedByPointer))]
  const reached = await page.evaluate('window.walked.size')
  await page.evaluate(end)
  return { reached: Number(reached), missed: [...new Set(missed)] }
}

/**
 * Presses a key until something has the focus; rejects where the key does not lead there.
 *
 * @param {import('playwright-core').Page} page
 * @param {import('playwright-core').Locator} goal
 * @param {string} key
 */
export async function focusOn(page, goal, key = 'Tab') {
  await goal.waitFor({ state: 'attached' })
  for (let presses = 0; presses < PRESSES_MAX; presses += 1) {
    if (await goal.evaluate((element) => element.matches(':focus'))) return
    await page.keyboard.press(key)
  }
  throw new Error(`${key} does not lead to ${String(goal)}`)
}

/** Inside of radios, menus and calendars arrows lead on: along a row and back, then the next row. */
async function walkInside(page) {
  const start = await page.evaluate(look)
  for (let row = 0; row < ROWS_MAX; row += 1) {
    await walkAlong(page, row % 2 === 0 ? 'ArrowRight' : 'ArrowLeft')
    const before = await page.evaluate(look)
    await page.keyboard.press('ArrowDown')
    const after = await page.evaluate(look)
    if (after.no === before.no || after.no === start.no) return
  }
}

async function walkAlong(page, key) {
  const first = (await page.evaluate(look)).no
  for (let last = first; ; ) {
    await page.keyboard.press(key)
    const { no } = await page.evaluate(look)
    if (no === last || no === first) return
    last = no
  }
}

/** The accessibility tree’s controls that are not among those walked to. */
async function missedControls(page) {
  const session = await page.context().newCDPSession(page)
  await session.send('Accessibility.enable')
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  const missed = []
  for (const { role, name, ignored, properties = [], backendDOMNodeId } of nodes) {
    const isDisabled = properties.some((each) => each.name === 'disabled' && each.value.value)
    if (ignored || isDisabled || backendDOMNodeId === undefined) continue
    if (!USABLE.has(String(role?.value))) continue
    const { object } = await session.send('DOM.resolveNode', { backendNodeId: backendDOMNodeId })
    const { result } = await session.send('Runtime.callFunctionOn', {
      objectId: object.objectId,
      functionDeclaration: 'function () { return window.wasWalkedTo(this) }',
      returnByValue: true,
    })
    if (result.value !== true) missed.push(`${role?.value} "${name?.value}"`)
  }
  await session.detach()
  return missed
}

// What follows runs in the page.

function begin() {
  const walked = new Map()
  window.walked = walked
  /** Whether a control was reached, or is part of one that was: a field of a time, an option of a select. */
  window.wasWalkedTo = (node) => {
    const element = node instanceof Element ? node : (node.parentElement ?? node.getRootNode().host)
    if (element === null || element === undefined) return false
    const host = element.getRootNode().host
    return (
      walked.has(element) ||
      walked.has(element.closest('a, button, select, summary')) ||
      walked.has(host)
    )
  }
  document.body.tabIndex = -1
  document.body.focus()
  document.body.removeAttribute('tabindex')
}

/** When all that is due by now has been drawn. */
function drawn() {
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(resolve))
  })
}

/** Where the focus is; 0 is nowhere. */
function look() {
  const at = document.activeElement
  if (at === null || at === document.body || at === document.documentElement) {
    return { no: 0, isOld: false, isComposite: false, isFrame: false }
  }
  const isOld = window.walked.has(at)
  if (!isOld) window.walked.set(at, window.walked.size + 1)
  const role = at.getAttribute('role') ?? ''
  return {
    no: window.walked.get(at),
    isOld,
    isComposite: at.matches('input[type=radio], table button') || /^(menuitem.*|tab)$/.test(role),
    isFrame: at.tagName === 'IFRAME',
  }
}

/** What invites a click by its pointer and is neither a control that was reached nor a part of one. */
function missedByPointer() {
  const isReached = (element) =>
    [...window.walked.keys()].some((each) => each.contains(element) || element.contains(each)) ||
    window.walked.has(element.closest('label')?.control)
  return (
    [...document.body.querySelectorAll('*')]
      .filter((element) => getComputedStyle(element).cursor === 'pointer')
      // Those the accessibility tree has told of.
      .filter((element) => !element.matches('a[href], button, input, select, textarea, summary'))
      .filter((element) => element.checkVisibility({ checkVisibilityCSS: true }))
      .filter(
        (element) => !element.matches(':disabled, :disabled *, [data-disabled], [data-disabled] *'),
      )
      .filter((element) => getComputedStyle(element.parentElement).cursor !== 'pointer')
      .filter((element) => !isReached(element))
      .map((element) => element.cloneNode(false).outerHTML)
  )
}

function end() {
  delete window.walked
  delete window.wasWalkedTo
}
