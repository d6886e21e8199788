/** What a module refers to: every import, re-export, dynamic import, type import, require and worker address, with its line. */
import { parseSync } from 'vite';

export interface Reference {
  /** The text between the quotes, or null where it is computed at run time. */
  specifier: string | null;
  line: number;
  /** True when nothing of it remains at run time; `import { type A }` does remain, as an import of nothing. */
  typeOnly: boolean;
}

interface Node {
  type: string;
  start: number;
  [field: string]: unknown;
}

/** The references of a file in source order, or null when it cannot be parsed. */
export function referencesOf(fileName: string, source: string): Reference[] | null {
  const { program, errors } = parseSync(fileName, source);
  if (errors.length > 0) return null;
  const found: (Reference & { start: number })[] = [];
  const add = (node: Node, target: unknown, typeOnly: boolean) => {
    const specifiers = textsOf(target);
    for (const specifier of specifiers) found.push({ specifier, line: lineOf(source, node.start), typeOnly, start: node.start });
  };
  walk(program, (node) => {
    switch (node.type) {
      case 'ImportDeclaration':
        return add(node, node.source, node.importKind === 'type');
      case 'ExportNamedDeclaration':
        return node.source ? add(node, node.source, node.exportKind === 'type') : undefined;
      case 'ExportAllDeclaration':
        return add(node, node.source, node.exportKind === 'type');
      case 'ImportExpression':
        return add(node, node.source, false);
      case 'TSImportType':
        return add(node, node.source ?? node.argument, true);
      case 'CallExpression':
        return isNode(node.callee) && node.callee.name === 'require' ? add(node, first(node.arguments), false) : undefined;
      case 'NewExpression':
        // An address of data (a folder, a picture) is no import; one of code starts a worker.
        return isOwnUrl(node) && textsOf(first(node.arguments)).some((text) => text !== null && /\.[cm]?[jt]sx?$/u.test(text))
          ? add(node, first(node.arguments), false)
          : undefined;
    }
  });
  return found.sort((a, b) => a.start - b.start).map(({ specifier, line, typeOnly }) => ({ specifier, line, typeOnly }));
}

function isOwnUrl(node: Node): boolean {
  const base = Array.isArray(node.arguments) ? (node.arguments[1] as unknown) : undefined;
  return (
    isNode(node.callee) &&
    node.callee.name === 'URL' &&
    isNode(base) &&
    base.type === 'MemberExpression' &&
    isNode(base.object) &&
    base.object.type === 'MetaProperty'
  );
}

function textsOf(node: unknown): (string | null)[] {
  if (!isNode(node)) return [null];
  if (node.type === 'Literal' && typeof node.value === 'string') return [node.value];
  if (node.type === 'TSLiteralType') return textsOf(node.literal);
  if (node.type === 'ConditionalExpression') return [...textsOf(node.consequent), ...textsOf(node.alternate)];
  if (node.type === 'TemplateLiteral' && Array.isArray(node.expressions) && node.expressions.length === 0) {
    const quasi = first(node.quasis) as { value?: { cooked?: string } } | undefined;
    return [quasi?.value?.cooked ?? null];
  }
  return [null];
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (isNode(value)) visit(value);
  for (const child of Object.values(value)) walk(child, visit);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

function first(list: unknown): unknown {
  return Array.isArray(list) ? (list[0] as unknown) : undefined;
}

function lineOf(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length;
}
