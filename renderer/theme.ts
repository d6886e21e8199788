/** The look of the pages: dark and calm; red means on air and nothing else, so faults are amber and confirmations teal. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const slate: MantineColorsTuple = [
  '#f1f4f7',
  '#d5dce3',
  '#aebac6',
  '#8796a5',
  '#5d6b79',
  '#3c4854',
  '#2a343e',
  '#1d252d',
  '#151b22',
  '#0e1318',
];
const onAir: MantineColorsTuple = [
  '#ffe9e9',
  '#ffd0d0',
  '#ffa3a3',
  '#ff8d8d',
  '#f84d4d',
  '#ee3131',
  '#e3262c',
  '#e3262c',
  '#dc2229',
  '#dc2229',
];
/** Mantine's own orange leans to red, which would look like on air. */
const amber: MantineColorsTuple = [
  '#fff6e5',
  '#ffe9c4',
  '#ffd891',
  '#ffc65c',
  '#ffb454',
  '#f5a030',
  '#e08a12',
  '#c27207',
  '#ab6100',
  '#975400',
];

export const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: { light: 9, dark: 9 },
  autoContrast: true,
  colors: { dark: slate, onAir, orange: amber },
  fontFamily: "'Noto Sans SC', 'Noto Sans Arabic', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif",
  fontFamilyMonospace: "'Noto Sans SC', sans-serif",
  defaultRadius: 'sm',
  components: { Anchor: { defaultProps: { underline: 'always' } } },
  cursorType: 'pointer',
  respectReducedMotion: true,
});

/** Mantine paints faults red by default; here that colour is taken. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {},
  dark: {
    '--mantine-color-error': 'var(--mantine-color-orange-4)',
    // Mantine's own is lighter than the button, and white words on it are too pale.
    '--mantine-color-teal-filled-hover': '#06694b',
    '--mantine-color-body': 'var(--mantine-color-dark-9)',
    '--mantine-color-dimmed': 'var(--mantine-color-dark-2)',
    '--mantine-color-placeholder': 'var(--mantine-color-dark-3)',
    '--mantine-color-text': 'var(--mantine-color-dark-0)',
  },
});
