import {
  createTheme,
  SegmentedControl,
  type CSSVariablesResolver,
  localStorageColorSchemeManager,
  type MantineColorSchemeManager,
  type MantineColorsTuple,
} from '@mantine/core'

const FONT =
  "Inter, ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif"

const harbour: MantineColorsTuple = [
  '#eaf2fc',
  '#d3e2f6',
  '#a6c5ec',
  '#79a7e2',
  '#5690da',
  '#3f7fd2',
  '#2c6cc0',
  '#1f58a5',
  '#1d4f91',
  '#163d70',
]

const dark: MantineColorsTuple = [
  '#d5dae0',
  '#b2b9c4',
  '#929ba7',
  '#69727f',
  '#39404a',
  '#29303a',
  '#1f252d',
  '#161b21',
  '#0f1215',
  '#0a0c0e',
]

/** A marketplace's own look, and a sister of the look of the score pages. */
export const theme = createTheme({
  primaryColor: 'harbour',
  primaryShade: { light: 7, dark: 4 },
  colors: { harbour, dark },
  autoContrast: true,
  fontFamily: FONT,
  headings: {
    fontFamily: FONT,
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
  components: {
    SegmentedControl: SegmentedControl.extend({ defaultProps: { withItemsBorders: false } }),
  },
})

/** Surfaces, lines and words, dark enough to be read on their ground in both schemes. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#181c21',
    '--mantine-color-dimmed': '#59616c',
    '--mantine-color-placeholder': '#687180',
    '--mantine-color-error': '#b42323',
    '--ground': '#f6f7f8',
    '--panel': '#ffffff',
    '--line': '#e3e6ea',
    '--hover': '#f1f3f6',
    '--link': '#1f58a5',
    '--mark': '#08694c',
    '--mark-soft': '#e2f5ec',
    '--mine': '#e6effb',
    '--mine-text': '#12233a',
    '--theirs': '#ffffff',
    '--warn': '#8a4f00',
    '--warn-soft': '#fdf1dc',
    '--bad': '#b42323',
    '--bad-soft': '#fdeaea',
    '--wait': '#1d4f91',
    '--wait-soft': '#e8f0fb',
    '--live': '#16a37b',
  },
  dark: {
    '--mantine-color-body': '#161b21',
    '--mantine-color-text': '#e9ecf0',
    '--mantine-color-dimmed': '#9ea7b3',
    '--mantine-color-placeholder': '#8a93a0',
    '--mantine-color-error': '#ff9191',
    '--ground': '#0f1215',
    '--panel': '#161b21',
    '--line': '#29303a',
    '--hover': '#1d232b',
    '--link': '#8ab4f0',
    '--mark': '#5fd9ae',
    '--mark-soft': '#11302a',
    '--mine': '#1b3556',
    '--mine-text': '#eaf2fd',
    '--theirs': '#1f252d',
    '--warn': '#f3b45b',
    '--warn-soft': '#33260f',
    '--bad': '#ff9191',
    '--bad-soft': '#3a1b1e',
    '--wait': '#a6c8f7',
    '--wait-soft': '#182a42',
    '--live': '#2bb58a',
  },
})

/** A choice is kept under the name that scheme.js reads before the first paint. */
export const schemes: MantineColorSchemeManager = localStorageColorSchemeManager({
  key: 'harbour-color-scheme',
})
