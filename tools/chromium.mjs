// The one place that knows where a Chromium is and how it is started, for every test that needs a browser.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { env, getuid, platform, stdout } from 'node:process'
import { chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
const PLACES = {
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  win32: ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'],
}

/** Only what is tested may use the network, and nothing is asked of whoever watches. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

function canRun(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The path of a Chromium, or null. ALACRITY_TEST_CHROMIUM goes first. */
export function findChromium() {
  const named = env.ALACRITY_TEST_CHROMIUM
  if (named !== undefined && named !== '') return named
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const candidates = [
    ...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))),
    ...(PLACES[platform] ?? []),
  ]
  return candidates.find(canRun) ?? null
}

/**
 * A browser, or the reason why there is none, to skip with. Where CI is set it rejects instead: there a
 * browser test that did not run has failed.
 *
 * @returns {Promise<import('playwright-core').Browser | string>}
 */
export async function openChromium() {
  const executablePath = findChromium()
  if (executablePath !== null) {
    return chromium.launch({ executablePath, headless: true, args: ARGUMENTS })
  }
  const reason = 'no Chromium: install one, or name it in ALACRITY_TEST_CHROMIUM'
  if ((env.CI ?? '') !== '') throw new Error(reason)
  return reason
}

/** On Debian, as root, a missing Chromium is installed; elsewhere that is yours to do. */
export function ensureChromium() {
  if (findChromium() !== null || platform !== 'linux' || getuid?.() !== 0) return
  if (!existsSync('/etc/debian_version')) return
  stdout.write('a browser for the tests: apt-get install chromium\n')
  const apt = (...words) =>
    spawnSync('apt-get', words, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
      timeout: 600_000,
    }).status === 0
  const install = () => apt('install', '-y', '--no-install-recommends', 'chromium')
  if (!install() && apt('update')) install()
}
