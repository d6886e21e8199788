/** Values of a sentence that reads from right to left: names, paths, addresses and codes keep their own direction in it. */
export function isolatedValues<V>(values: Record<string, V>, language: string): Record<string, V | string> {
  if (language !== 'ug') return values;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? `\u2068${value}\u2069` : value]),
  );
}
