import { member, type YamlDocument, yamlDocuments } from "./yaml-documents.js";

type Path = readonly (string | number)[];

/** The specification of a pod in a manifest. */
export interface Pod {
  readonly spec: unknown;
  readonly path: Path;
  readonly document: YamlDocument;
  readonly containers: readonly { readonly container: unknown; readonly path: Path }[];
}

/** The kinds that serve until they are stopped. A Job ends by itself. */
const SERVERS = /^(Deployment|StatefulSet|DaemonSet|ReplicaSet|Rollout)$/;

/** The pods of every document, and of every item of a List. */
export function pods(text: string): Pod[] {
  return yamlDocuments(text).flatMap((document) => {
    const items = member(document.value, "items");
    const resources: [unknown, Path][] = Array.isArray(items)
      ? items.map((item: unknown, i) => [item, ["items", i]])
      : [[document.value, []]];
    return resources.flatMap(([resource, base]) => podOf(document, resource, base));
  });
}

function podOf(document: YamlDocument, resource: unknown, base: Path): Pod[] {
  const kind = String(member(resource, "kind"));
  if (kind !== "Pod" && !SERVERS.test(kind)) return [];
  const names = kind === "Pod" ? ["spec"] : ["spec", "template", "spec"];
  const spec = member(resource, ...names);
  const containers = member(spec, "containers");
  if (!Array.isArray(containers)) return [];
  const path = [...base, ...names];
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
}
