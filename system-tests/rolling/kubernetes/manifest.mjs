import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";

const EXAMPLES = new URL("../../../examples/kubernetes/", import.meta.url);
/** From this minor version on there is `policy/v1`. */
const POLICY_V1_MINOR = 21;

/** On everything that a run makes, so that it finds and deletes it, and nothing else. */
export const LABEL = { name: "graceful-rolling", value: "run" };

/**
 * A file of examples/kubernetes as kubectl takes it, changed in what a run needs: image, replicas, the variable MODE, a
 * label, and a Service that is also reached at the node.
 * @param {string} file
 * @param {{ image: string, server: string, replicas: number, minor: number }} run
 */
export function manifestFor(file, { image, server, replicas, minor }) {
  const documents = parseAllDocuments(readFileSync(new URL(file, EXAMPLES), "utf8"));
  const items = documents.map((document) => {
    const item = document.toJS();
    item.metadata.labels = { ...item.metadata.labels, [LABEL.name]: LABEL.value };
    if (item.kind === "Deployment") {
      item.spec.replicas = replicas;
      const [container] = item.spec.template.spec.containers;
      container.image = image;
      container.env = [{ name: "MODE", value: server }];
    }
    if (item.kind === "Service") item.spec.type = "NodePort";
    if (item.kind === "PodDisruptionBudget" && minor < POLICY_V1_MINOR) item.apiVersion = "policy/v1beta1";
    return item;
  });
  return { apiVersion: "v1", kind: "List", items };
}

/**
 * The pod in which clients are started by `kubectl exec`.
 * @param {string} image
 */
export function clientsPod(image) {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "clients", labels: { [LABEL.name]: LABEL.value } },
    spec: {
      // As process 1, Node does not end at SIGTERM.
      terminationGracePeriodSeconds: 1,
      containers: [{ name: "clients", image, command: ["node", "-e", "setInterval(() => {}, 60_000)"] }],
    },
  };
}
