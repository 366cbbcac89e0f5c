import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import type { ShutdownPlan } from "../../packages/core/src/plan.js";
import { recognisePlatform } from "../../packages/core/src/planning/platform.js";
import { PLANS } from "../../system-tests/rolling/kubernetes/plans.mjs";
import { codeBlocks } from "./code-blocks.js";
import { manifestErrors } from "./manifest-errors.js";
import { root } from "./markdown-files.js";
import { ServedBlock } from "./served-block.js";

const PAGE = "docs/platforms/kubernetes.md";
const manifest = (name: string) => readFileSync(`${root}examples/kubernetes/${name}.yaml`, "utf8");
const MANIFEST = manifest("orders");
const ENVIRONMENT = { KUBERNETES_SERVICE_HOST: "10.96.0.1" };
const COMPILE_MS = 60_000;

interface Probe {
  httpGet: { path: string; port: number };
  periodSeconds: number;
  timeoutSeconds?: number;
  failureThreshold: number;
}

const documentsOf = (text: string) => parseAllDocuments(text).map((document) => document.toJS());

function pod() {
  const [deployment] = documentsOf(MANIFEST);
  const spec = deployment.spec.template.spec;
  const [container] = spec.containers;
  const { startupProbe, readinessProbe, livenessProbe } = container as Record<string, Probe>;
  return { spec, container, probes: { startupProbe, readinessProbe, livenessProbe } };
}

describe("examples/kubernetes/orders.yaml", () => {
  test("is what the page shows, byte by byte", () => {
    const [shown] = codeBlocks(PAGE).filter(({ language }) => language === "yaml");
    expect(MANIFEST).toBe(shown?.code);
  });

  test.each(["orders", "orders-pre-stop", "orders-health-port"])(
    "holds against the schema of each kind, without a field that the kind does not have: %s",
    async (name) => {
      const text = manifest(name);
      const kinds = parseAllDocuments(text).map((document) => document.get("kind"));
      expect(kinds).toEqual(["Deployment", "Service", "PodDisruptionBudget"]);
      expect(await manifestErrors(text)).toEqual([]);
    },
    COMPILE_MS,
  );

  test.each([
    [
      "a field that is not there",
      "terminationGracePeriodSeconds",
      "terminationGracePeriod",
      "known properties",
    ],
    ["a misspelt probe", "readinessProbe", "readynessProbe", "known properties"],
    ["a probe at the wrong place", "path: /livez,", "path: /livez, periodSeconds: 10,", "known properties"],
    ["a text for a number", "periodSeconds: 10", "periodSeconds: ten", "must be integer"],
    ["a missing part", "  selector:\n    matchLabels: { app: orders }\n  strategy", "  strategy", "selector"],
    ["an unknown kind", "kind: Deployment", "kind: Deploymint", "Deploymint is no kind of apps/v1"],
    ["an unknown version", "apiVersion: policy/v1", "apiVersion: policy/v7", "is no kind of policy/v7"],
    ["a key that stands there twice", "  replicas: 3", "  replicas: 3\n  replicas: 4", "unique"],
  ])(
    "would be refused with %s",
    async (_, right, wrong, message) => {
      expect(MANIFEST).toContain(right);
      expect(await manifestErrors(MANIFEST.replace(right, wrong))).toContainEqual(
        expect.stringContaining(message),
      );
    },
    COMPILE_MS,
  );

  test("leaves the time that is assumed where nothing is configured", () => {
    const { killMs, lameDuckMs } = recognisePlatform(ENVIRONMENT, process.pid);
    const { spec, container, probes } = pod();
    expect(spec.terminationGracePeriodSeconds * 1_000).toBe(killMs);
    // A hook would take its time from it, without being seen.
    expect(container.lifecycle).toBeUndefined();
    // A load balancer that goes by readiness alone knows of the shutdown before the lame duck is over: a 503 comes at
    // once. An answer that comes late on a busy node is no 503, and leaves a serving pod where it is.
    const { periodSeconds, timeoutSeconds = 1, failureThreshold } = probes.readinessProbe as Probe;
    expect(periodSeconds * failureThreshold * 1_000).toBeLessThan(lameDuckMs);
    expect(timeoutSeconds * failureThreshold * 1_000).toBeGreaterThan(lameDuckMs);
    expect(container.command).toEqual(["node", "server.js"]);
  });

  test("probes the paths that the page's server answers: alive to the end, not ready from the signal on", async () => {
    using server = new ServedBlock(PAGE, "server.js", { environment: ENVIRONMENT });
    const { container, probes } = pod();
    const answer = async (probe: Probe | undefined) => {
      expect(probe?.httpGet.port).toBe(container.ports[0].containerPort);
      const client = (await server.connect()).get(`${probe?.httpGet.path}`, { Connection: "close" });
      return (await client.response()).status;
    };
    expect(await answer(probes.startupProbe)).toBe(200);
    expect(await answer(probes.readinessProbe)).toBe(200);
    expect(await answer(probes.livenessProbe)).toBe(200);
    server.kill("SIGTERM");
    await server.line(/SIGTERM: still accepting, .* lame duck 5 s/);
    expect(await answer(probes.readinessProbe)).toBe(503);
    expect(await answer(probes.livenessProbe)).toBe(200);
  });
});

describe("the manifests for a hook and for a port of its own", () => {
  test.each([
    ["orders-pre-stop", "lifecycle"],
    ["orders-health-port", "startupProbe"],
  ])("%s.yaml is orders.yaml with what the page shows, and nothing else", (name, key) => {
    const shown = codeBlocks(PAGE)
      .filter(({ language }) => language === "yaml")
      .map(({ code }) => documentsOf(code)[0]);
    const expected = documentsOf(MANIFEST);
    Object.assign(
      expected[0].spec.template.spec.containers[0],
      shown.find((part) => part[key]),
    );
    expect(documentsOf(manifest(name))).toEqual(expected);
    expect(readFileSync(root + PAGE, "utf8")).toContain(`](../../examples/kubernetes/${name}.yaml)`);
  });
});

test("the plans of the page are those that rollouts in a cluster are tested with", () => {
  const shown = codeBlocks(PAGE).flatMap(({ code }) => /graceful\(app, (\{.*\})\)/.exec(code)?.[1] ?? []);
  const plans: ShutdownPlan[] = shown.map((plan) => new Function(`return ${plan}`)());
  expect(plans).toEqual(Object.values(PLANS));
});
