import { afterAll, afterEach, beforeEach } from 'vitest'
import { openChromium } from '../../../../tools/chromium.mjs'
import { type Look, open, type Opened } from './browser.ts'
import { builtPages } from './build.ts'
import { openScenes } from './scenes.ts'
import type { Stand } from './stand.ts'

type InChromium = {
  readonly stand: Stand
  /** The folder of the built pages. */
  readonly root: string
  /** Opens a page in a browser of its own, which is closed after the test. */
  readonly visit: (look: Look) => Promise<Opened>
}

/** The built pages, served to a Chromium, for the tests of one file, which are skipped where there is none. */
export async function inChromium(
  settings: Readonly<Record<string, unknown>> = {},
): Promise<InChromium> {
  const browser = await openChromium()
  const root = await builtPages()
  const stand = await openScenes({ web_root: root, ...settings })
  const opened: Opened[] = []
  beforeEach(({ skip }) => {
    if (typeof browser === 'string') skip(browser)
  })
  afterEach(async () => {
    for (const { close } of opened.splice(0)) await close()
  })
  afterAll(async () => {
    if (typeof browser !== 'string') await browser.close()
    await stand.close()
  })
  const visit = async (look: Look): Promise<Opened> => {
    if (typeof browser === 'string') throw new Error(browser)
    const each = await open(browser, stand, look)
    opened.push(each)
    return each
  }
  return { stand, root, visit }
}
