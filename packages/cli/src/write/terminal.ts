/** What a command may know of where it writes. */
export type Terminal = {
  /** Columns of the screen, or of a page where there is no screen. */
  readonly width: number
  /** Paints where standard output shows colours. */
  readonly paint: Paint
  /** Whether standard error is a screen, where progress can be drawn and wiped. */
  readonly progress: boolean
}

const STYLES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const
export type Style = keyof typeof STYLES

export type Paint = (style: Style, text: string) => string

const colours: Paint = (style, text) => {
  const [on, off] = STYLES[style]
  return text === '' ? '' : `\u001B[${on}m${text}\u001B[${off}m`
}

export const plain: Paint = (_, text) => text

/** A page is 100 columns where nobody says how wide the screen is. */
const PAGE = 100

/** Looks at the streams and the variables NO_COLOR, TERM and COLUMNS. */
export function terminalOf(options: {
  readonly noColor: boolean
  readonly toFile: boolean
}): Terminal {
  const { env, stdout, stderr } = process
  const onScreen = stdout.isTTY === true && !options.toFile
  const unwanted = options.noColor || (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb'
  const said = Number(env['COLUMNS'])
  const width = onScreen ? stdout.columns : Number.isInteger(said) && said > 0 ? said : PAGE
  return {
    width: Math.max(40, width),
    paint: onScreen && !unwanted ? colours : plain,
    progress: stderr.isTTY === true && env['TERM'] !== 'dumb',
  }
}
