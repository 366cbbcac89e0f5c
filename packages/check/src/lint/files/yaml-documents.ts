import { type Document, isCollection, isMap, isNode, isScalar, LineCounter, parseAllDocuments } from "yaml";

export interface YamlDocument {
  readonly value: unknown;
  /** The line of the value at a path, or of its nearest parent that exists. */
  lineOf(path: readonly (string | number)[]): number;
}

/** Every document of a file. Documents that are not YAML, such as templates of Helm, are left out. */
export function yamlDocuments(text: string): YamlDocument[] {
  const lines = new LineCounter();
  // Many compose files and manifests use `<<: *defaults`, which YAML 1.2 has no more.
  const documents = parseAllDocuments(text, { lineCounter: lines, merge: true, logLevel: "silent" });
  return [...(Array.isArray(documents) ? documents : [])]
    .filter(({ errors }) => errors.length === 0)
    .flatMap((document) => {
      const value = plainValue(document);
      return value === undefined
        ? []
        : [{ value, lineOf: (path) => lineOf(document as Document, lines, path) }];
    });
}

/** An alias without an anchor throws only here. */
function plainValue(document: { toJS(): unknown }): unknown {
  try {
    return document.toJS();
  } catch {
    return undefined;
  }
}

/** The line of the key, not of its value. */
function lineOf(document: Document, lines: LineCounter, path: readonly (string | number)[]): number {
  let node: unknown = document.contents;
  let range = rangeOf(node);
  for (const part of path) {
    const key = isMap(node)
      ? node.items.find(({ key }) => (isScalar(key) ? String(key.value) : undefined) === String(part))?.key
      : undefined;
    node = isCollection(node) ? node.get(part, true) : undefined;
    const found = rangeOf(key) ?? rangeOf(node);
    if (found === undefined) break;
    range = found;
  }
  return range ? lines.linePos(range[0]).line : 1;
}

const rangeOf = (node: unknown) => (isNode(node) ? (node.range ?? undefined) : undefined);

/** A property of a value that may not be an object. */
export function member(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (at, name) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[name] : undefined),
    value,
  );
}
