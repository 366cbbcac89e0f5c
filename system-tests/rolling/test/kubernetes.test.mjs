import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { runToEnd } from "../../../test-kit/run-to-end.mjs";
import { addressesOf, readAddress } from "../kubernetes/find-address.mjs";
import { noClusterSentence, readVersion } from "../kubernetes/find-cluster.mjs";
import { dockerfile, librariesIn } from "../kubernetes/image.mjs";
import { clientsPod, LABEL, manifestFor } from "../kubernetes/manifest.mjs";
import { MODES } from "../kubernetes/modes.mjs";
import { endingOf } from "../kubernetes/old-pod.mjs";
import { clusterOptions } from "../kubernetes/options.mjs";
import { PLANS } from "../kubernetes/plans.mjs";
import { readEvent, withEvent } from "../kubernetes/pod-watch.mjs";

const answer = (stdout, stderr = "") => ({ stdout, stderr });

describe("the search for a cluster", () => {
  test("reads the server's version", () => {
    const said = JSON.stringify({
      clientVersion: { gitVersion: "v1.32.4" },
      serverVersion: { gitVersion: "v1.20.2+k3s1" },
    });
    expect(readVersion(answer(said))).toEqual({ version: "1.20.2", minor: 20 });
  });

  test.each([
    [
      "a client that reaches no pod",
      answer('{ "clientVersion": {} }', "warning\nThe connection was refused\n"),
      "The connection was refused",
    ],
    ["a machine without kubectl", answer("", "there is no kubectl"), "there is no kubectl"],
    ["a silent one", answer(""), "it said nothing"],
  ])("says why there is none: %s", (_, said, why) => {
    expect(readVersion(said)).toEqual({ why });
    expect(noClusterSentence(why)).toBe(
      `No cluster within reach of kubectl (${why}): the race alone, simulated by processes of this machine.`,
    );
  });
});

test("publishes nothing without a cluster, and says why", async () => {
  const args = [fileURLToPath(new URL("../run.mjs", import.meta.url)), "kubernetes", "--publish"];
  const { status, stdout, stderr } = await runToEnd(process.execPath, args, { env: { PATH: "" } });
  expect({ status, stdout, stderr }).toEqual({
    status: 2,
    stdout: `${noClusterSentence("there is no kubectl")}\n`,
    stderr: "Nothing to publish: the results are those of a cluster\n",
  });
});

describe("the manifest of a run", () => {
  const run = { image: "graceful-rolling:1", server: "defaults", replicas: 2, minor: 32 };

  test("is the example with another image, number and variable, labelled, and reached at the node", () => {
    const { items } = manifestFor("orders.yaml", run);
    expect(items.map(({ kind, apiVersion }) => `${kind} ${apiVersion}`)).toEqual([
      "Deployment apps/v1",
      "Service v1",
      "PodDisruptionBudget policy/v1",
    ]);
    const [deployment, service] = items;
    const [container] = deployment.spec.template.spec.containers;
    expect(deployment.spec.replicas).toBe(2);
    expect(container).toMatchObject({
      image: "graceful-rolling:1",
      command: ["node", "server.js"],
      env: [{ name: "MODE", value: "defaults" }],
    });
    expect(service.spec).toEqual({
      type: "NodePort",
      selector: { app: "orders" },
      ports: [{ port: 80, targetPort: 3000 }],
    });
    for (const { metadata } of [...items, clientsPod("graceful-rolling:1")])
      expect(metadata.labels).toEqual({ [LABEL.name]: LABEL.value });
  });

  test("has the older PodDisruptionBudget before Kubernetes 1.21", () => {
    const versionAt = (minor) => manifestFor("orders.yaml", { ...run, minor }).items.at(-1).apiVersion;
    expect([20, 21].map(versionAt)).toEqual(["policy/v1beta1", "policy/v1"]);
  });

  test.each(MODES.map((mode) => [mode.id, mode]))(
    "has the hook and the probes of the mode: %s",
    (_, mode) => {
      const [deployment] = manifestFor(mode.manifest, { ...run, server: mode.server }).items;
      const [{ lifecycle, startupProbe, readinessProbe, livenessProbe }] =
        deployment.spec.template.spec.containers;
      const { lameDuckMs, health = {} } = PLANS[mode.server] ?? {};
      expect(lifecycle !== undefined).toBe(lameDuckMs === 0);
      const { port = 3000 } = /** @type {{ port?: number }} */ (health);
      for (const { httpGet } of [startupProbe, readinessProbe, livenessProbe])
        expect(httpGet.port).toBe(port);
    },
  );
});

describe("the watch of the pods", () => {
  const podAfter = (...lines) =>
    lines.reduce((pod, line) => withEvent(pod, /** @type {any} */ (readEvent(line))), undefined);

  test("reads no other line", () => {
    for (const line of ["", "error: the server has gone", "ADDED|a", "BOOKMARK|a||0|0"])
      expect(readEvent(line)).toBeUndefined();
  });

  test("knows the exit code of a pod that was asked to end, whatever its last event says", () => {
    const lines = [
      "ADDED|a|||0",
      "MODIFIED|a|2026-11-30T12:00:00Z||0",
      "MODIFIED|a|2026-11-30T12:00:00Z|1|0",
    ];
    expect(podAfter(...lines.slice(0, 2))).toMatchObject({ isLeaving: true, exitCode: undefined });
    expect(podAfter(...lines)).toMatchObject({ isLeaving: true, exitCode: 1 });
    expect(podAfter(...lines, "DELETED|a|2026-11-30T12:00:00Z||0")).toMatchObject({ exitCode: 1 });
  });

  test("invents no exit code for a pod that was deleted without one", () => {
    const pod = podAfter("ADDED|a|||0", "DELETED|a|||0");
    expect(pod).toMatchObject({ isLeaving: true, exitCode: undefined });
  });

  test("takes a container that ended untold for one that is started again", () => {
    const pod = podAfter("ADDED|a|||0", "MODIFIED|a||1|0", "MODIFIED|a|||1");
    expect(pod).toMatchObject({ isLeaving: false, exitCode: undefined, restarts: 1 });
  });

  test("knows a pod before its container has a status", () => {
    expect(podAfter("ADDED|a|||")).toMatchObject({ isLeaving: false, restarts: 0 });
  });
});

test.each([
  ["by itself", ["listening", "exit code 0"], true, undefined, { how: "by itself", code: 0 }],
  [
    "by itself, whatever a kubelet says that lost the container",
    ["exit code 0"],
    true,
    137,
    { how: "by itself", code: 0 },
  ],
  ["by itself, with an error", ["exit code 1"], true, 1, { how: "by itself", code: 1 }],
  ["by itself, though the log was lost", [], false, 0, { how: "by itself", code: 0 }],
  ["killed, without a last word", ["listening"], true, undefined, { how: "killed" }],
  ["killed, as the kubelet says", ["listening"], false, 137, { how: "killed" }],
  ["unseen, where log and kubelet do not show it", ["listening"], false, undefined, { how: "unseen" }],
])("a pod ended %s", (_, lines, isWhole, exitCode, ending) => {
  expect(endingOf({ lines, isWhole, exitCode })).toEqual({ ...ending, lines });
});

test("options choose modes in the order of the table, and are refused by name", () => {
  const given = { rollouts: "6", replicas: "2", rate: "300" };
  expect(clusterOptions({ ...given, mode: ["idle", "naive"] }).modes.map(({ id }) => id)).toEqual([
    "naive",
    "idle",
  ]);
  expect(clusterOptions(given).modes).toEqual(MODES);
  expect(() => clusterOptions({ ...given, mode: ["all"] })).toThrow("--mode to be one of naive, defaults");
  expect(() => clusterOptions({ ...given, rollouts: "none" })).toThrow("--rollouts");
  expect(() => clusterOptions({ ...given, address: "localhost" })).toThrow("--address to be host:port");
});

test("the service is looked for at its own address, then at each node", () => {
  const service = { spec: { clusterIP: "10.96.0.7", ports: [{ port: 80, nodePort: 31_000 }] } };
  const node = (address) => ({
    status: {
      addresses: [
        { type: "Hostname", address: "n" },
        { type: "InternalIP", address },
      ],
    },
  });
  expect(addressesOf(service, { items: [node("10.0.0.1"), node("10.0.0.2")] })).toEqual([
    { host: "10.96.0.7", port: 80 },
    { host: "10.0.0.1", port: 31_000 },
    { host: "10.0.0.2", port: 31_000 },
  ]);
  expect(readAddress("::1:8080")).toEqual({ host: "::1", port: 8080 });
});

test("an image has what Node loads, or is based on one that has it", () => {
  const printed =
    "\tlinux-vdso.so.1 (0x1)\n\tlibm.so.6 => /lib/x86_64/libm.so.6 (0x2)\n\t/lib64/ld-linux.so.2 (0x3)\n";
  expect(librariesIn(printed)).toEqual(["/lib/x86_64/libm.so.6", "/lib64/ld-linux.so.2"]);
  expect(librariesIn("\tnot a dynamic executable\n")).toEqual([]);
  expect(dockerfile().split("\n").slice(0, 2)).toEqual(["FROM scratch", "COPY . /"]);
  expect(dockerfile("node:22-slim").split("\n").slice(0, 2)).toEqual(["FROM node:22-slim", "COPY app /app"]);
});
