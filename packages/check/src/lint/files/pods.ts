import { member, type YamlDocument, yamlDocuments } from "./yaml-documents.js";

/** The specification of a pod in a manifest. */
export interface Pod {
  readonly spec: unknown;
  readonly path: readonly string[];
  readonly document: YamlDocument;
  readonly containers: readonly {
    readonly container: unknown;
    readonly path: readonly (string | number)[];
  }[];
}

export function pods(text: string): Pod[] {
  return yamlDocuments(text).flatMap((document) => {
    const path = member(document.value, "kind") === "Pod" ? ["spec"] : ["spec", "template", "spec"];
    const spec = member(document.value, ...path);
    const containers = member(spec, "containers");
    if (!Array.isArray(containers)) return [];
    return [
      {
        spec,
        path,
        document,
        containers: containers.map((container: unknown, i) => ({
          container,
          path: [...path, "containers", i],
        })),
      },
    ];
  });
}
