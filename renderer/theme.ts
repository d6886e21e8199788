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
  '#ff7474',
  '#f84d4d',
  '#ee3131',
  '#d81f1f',
  '#c01414',
  '#9d0f0f',
  '#7a0b0b',
];

export const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  colors: { dark: slate, onAir },
  fontFamily: "'Noto Sans SC', 'Noto Sans Arabic', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif",
  fontFamilyMonospace: "'Noto Sans SC', sans-serif",
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
});

/** Mantine paints faults red by default; here that colour is taken. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {},
  dark: {
    '--mantine-color-error': 'var(--mantine-color-orange-4)',
    '--mantine-color-body': 'var(--mantine-color-dark-9)',
    '--mantine-color-dimmed': 'var(--mantine-color-dark-2)',
    '--mantine-color-placeholder': 'var(--mantine-color-dark-3)',
    '--mantine-color-text': 'var(--mantine-color-dark-0)',
  },
});
