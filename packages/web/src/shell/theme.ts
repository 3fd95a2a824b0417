import {
  createTheme,
  type CSSVariablesResolver,
  localStorageColorSchemeManager,
  type MantineColorSchemeManager,
  type MantineColorsTuple,
} from '@mantine/core'
import { isFramed } from '../data/session.ts'

const iris: MantineColorsTuple = [
  '#f1f0ff',
  '#e0dffc',
  '#bfbcf5',
  '#9c97ee',
  '#7d77e6',
  '#6760e0',
  '#5a52d9',
  '#4b46d6',
  '#3f39b4',
  '#332e94',
]

const dark: MantineColorsTuple = [
  '#d6d9e0',
  '#b4b9c4',
  '#949aa7',
  '#6b7280',
  '#3a3f4b',
  '#2b2f39',
  '#20242c',
  '#171a20',
  '#101216',
  '#0b0c0f',
]

/** One look for members and operators; what is coloured means something. */
export const theme = createTheme({
  primaryColor: 'iris',
  primaryShade: { light: 7, dark: 5 },
  colors: { iris, dark },
  autoContrast: true,
  fontFamily:
    "Inter, ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif",
  headings: {
    fontFamily:
      "Inter, ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif",
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '1.625rem', lineHeight: '1.25' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.4' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'md',
  respectReducedMotion: true,
  cursorType: 'pointer',
  focusRing: 'auto',
})

/** The colours of outcomes and surfaces, dark enough to be read on their ground in both schemes. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1a1c22',
    '--mantine-color-dimmed': '#5a606c',
    '--mantine-color-placeholder': '#697080',
    '--ground': '#f6f6f8',
    '--panel': '#ffffff',
    '--line': '#e5e6eb',
    '--good': '#06694b',
    '--good-soft': '#e3f6ee',
    '--good-fill': '#16a37b',
    '--warn': '#8f5200',
    '--warn-soft': '#fdf1dc',
    '--warn-fill': '#e0901a',
    '--bad': '#b42323',
    '--bad-soft': '#fdeaea',
    '--bad-fill': '#dc4b4b',
    '--wait': '#4039b8',
    '--wait-soft': '#ecebfd',
    '--wait-fill': '#6760e0',
    '--none-fill': '#a9afbb',
  },
  dark: {
    '--mantine-color-body': '#171a20',
    '--mantine-color-text': '#eceef2',
    '--mantine-color-dimmed': '#a0a6b2',
    '--mantine-color-placeholder': '#8b92a0',
    '--ground': '#101216',
    '--panel': '#171a20',
    '--line': '#2a2e37',
    '--good': '#4fd1a5',
    '--good-soft': '#12302a',
    '--good-fill': '#2bb58a',
    '--warn': '#f3b45b',
    '--warn-soft': '#33260f',
    '--warn-fill': '#d9912b',
    '--bad': '#ff9191',
    '--bad-soft': '#3a1b1e',
    '--bad-fill': '#e35d5d',
    '--wait': '#b5b1fb',
    '--wait-soft': '#25234a',
    '--wait-fill': '#847df0',
    '--none-fill': '#59606d',
  },
})

/** A choice is kept under the name that scheme.js reads before the first paint. */
const kept = localStorageColorSchemeManager({ key: 'alacrity-color-scheme' })

/** In a frame the page around it says what it looks like itself, and what was chosen elsewhere does not count. */
const around: MantineColorSchemeManager = {
  get: (otherwise) => (document.documentElement.dataset['around'] as typeof otherwise) ?? otherwise,
  set: () => {},
  clear: () => {},
  subscribe: (onUpdate) => {
    addEventListener('message', ({ source, data }: MessageEvent<unknown>) => {
      const { type, scheme } = (data ?? {}) as {
        readonly type?: unknown
        readonly scheme?: unknown
      }
      if (source !== parent || type !== 'alacrity-scheme') return
      if (scheme === 'light' || scheme === 'dark' || scheme === 'auto') onUpdate(scheme)
    })
  },
  unsubscribe: () => {},
}

export const schemes: MantineColorSchemeManager = isFramed ? around : kept
