import { type Document, isCollection, isMap, isNode, isScalar, LineCounter, parseAllDocuments } from "yaml";

export interface YamlDocument {
  readonly value: unknown;
  /** The line of what stands at a path, or of the nearest thing above it that is there. */
  lineOf(path: readonly (string | number)[]): number;
}

/** Every document of a file; those that cannot be read, templates of Helm for instance, are left out. */
export function yamlDocuments(text: string): YamlDocument[] {
  const lines = new LineCounter();
  // Compose files and manifests of many have `<<: *defaults`, which YAML 1.2 does not know.
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

/** An alias to an anchor that is not there throws only here. */
function plainValue(document: { toJS(): unknown }): unknown {
  try {
    return document.toJS();
  } catch {
    return undefined;
  }
}

/** That of the name, not of what may stand below it. */
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

/** A member of something that may be no object at all. */
export function member(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (at, name) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[name] : undefined),
    value,
  );
}
