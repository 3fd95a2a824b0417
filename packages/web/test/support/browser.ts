import { existsSync } from 'node:fs'
import { env } from 'node:process'
import { type Browser, chromium } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** A Chromium found by CHROMIUM or in the usual places, or null. */
export function chromiumPath(): string | null {
  const { CHROMIUM: given } = env
  return [...(given === undefined ? [] : [given]), ...PLACES].find(existsSync) ?? null
}

export async function openBrowser(): Promise<Browser> {
  const path = chromiumPath()
  if (path === null) throw new Error('there is no Chromium: set CHROMIUM to the path of one')
  return chromium.launch({
    executablePath: path,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
