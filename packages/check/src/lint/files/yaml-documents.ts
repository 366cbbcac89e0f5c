import { type Document, LineCounter, parseAllDocuments } from "yaml";

export interface YamlDocument {
  readonly value: unknown;
  /** The line of what stands at a path, or of the nearest thing above it that is there. */
  lineOf(path: readonly (string | number)[]): number;
}

/** Every document of a file; those that cannot be read, templates of Helm for instance, are left out. */
export function yamlDocuments(text: string): YamlDocument[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines });
  return [...(Array.isArray(documents) ? documents : [])]
    .filter(({ errors }) => errors.length === 0)
    .map((document) => ({
      value: document.toJS() as unknown,
      lineOf: (path) => lineOf(document as Document, lines, path),
    }));
}

function lineOf(document: Document, lines: LineCounter, path: readonly (string | number)[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as
      | { range?: [number, number, number] }
      | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/** A member of something that may be no object at all. */
export function member(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (at, name) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[name] : undefined),
    value,
  );
}
