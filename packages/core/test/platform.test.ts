import { describe, expect, test } from "vitest";
import { type Environment, recognisePlatform } from "../src/planning/platform.js";

const PID = 4711;
const recognise = (env: Environment) => recognisePlatform(env, PID);

describe("a platform is recognised by what it puts into the environment", () => {
  test.each<[string, Environment, number, number]>([
    ["Lambda", { AWS_LAMBDA_FUNCTION_NAME: "orders" }, 500, 0],
    ["PM2", { pm_id: "0" }, 1_600, 0],
    ["Fly", { FLY_APP_NAME: "shop" }, 5_000, 0],
    ["Nomad", { NOMAD_ALLOC_ID: "a1" }, 5_000, 0],
    ["Cloud Run", { K_SERVICE: "shop" }, 10_000, 0],
    ["Heroku", { DYNO: "web.1" }, 30_000, 0],
    ["Render", { RENDER: "true" }, 30_000, 0],
    ["ECS", { ECS_CONTAINER_METADATA_URI_V4: "http://169.254.170.2/v4/1" }, 30_000, 5_000],
    ["ECS", { ECS_CONTAINER_METADATA_URI: "http://169.254.170.2/v3/1" }, 30_000, 5_000],
    ["Kubernetes", { KUBERNETES_SERVICE_HOST: "10.0.0.1" }, 30_000, 5_000],
    ["systemd", { INVOCATION_ID: "f00", SYSTEMD_EXEC_PID: "4711" }, 90_000, 0],
  ])("%s in %o", (name, env, killMs, lameDuckMs) => {
    expect(recognise(env)).toMatchObject({ name, recognised: true, killMs, lameDuckMs });
  });
});

test("where nothing is shown it is Docker's kill time, and said to be a guess", () => {
  expect(recognise({})).toMatchObject({ name: "Docker", recognised: false, killMs: 10_000, marginMs: 1_000 });
});

test("an empty variable shows nothing", () => {
  expect(recognise({ DYNO: "", KUBERNETES_SERVICE_HOST: "" }).recognised).toBe(false);
});

test("a variable with a name as common as RENDER shows nothing without its value", () => {
  expect(recognise({ RENDER: "headless" }).recognised).toBe(false);
});

describe("of several platforms", () => {
  const kubernetes = { KUBERNETES_SERVICE_HOST: "10.0.0.1" };

  test("the one that kills first counts", () => {
    expect(recognise({ ...kubernetes, pm_id: "0" }).name).toBe("PM2");
  });

  test("a long kill_timeout of PM2 gives way to the container's own kill time", () => {
    expect(recognise({ ...kubernetes, pm_id: "0", kill_timeout: "60000" })).toMatchObject({
      name: "Kubernetes",
      killMs: 30_000,
    });
  });

  test("the innermost counts where they wait equally long", () => {
    expect(recognise({ ...kubernetes, RENDER: "true" })).toMatchObject({ name: "Render", lameDuckMs: 0 });
  });

  test("K_SERVICE in a cluster is Knative, and Kubernetes kills", () => {
    expect(recognise({ ...kubernetes, K_SERVICE: "shop" }).name).toBe("Kubernetes");
  });
});

describe("PM2", () => {
  test("its kill_timeout is taken from the environment", () => {
    expect(recognise({ pm_id: "3", kill_timeout: "8000" })).toMatchObject({ killMs: 8_000, marginMs: 800 });
  });

  test.each(["", "soon", "-5", "0", "Infinity"])("a kill_timeout of %j is not believed", (kill_timeout) => {
    expect(recognise({ pm_id: "3", kill_timeout }).killMs).toBe(1_600);
  });

  test("kill_timeout without PM2 means nothing", () => {
    expect(recognise({ kill_timeout: "8000" }).recognised).toBe(false);
  });

  test("the margin leaves something of the shortest kill time", () => {
    expect(recognise({ pm_id: "3", kill_timeout: "100" })).toMatchObject({ killMs: 100, marginMs: 50 });
  });
});

describe("systemd", () => {
  test("a shell or a job below a service inherits its INVOCATION_ID and is no service", () => {
    expect(recognise({ INVOCATION_ID: "f00", JOURNAL_STREAM: "8:42" }).recognised).toBe(false);
    expect(recognise({ INVOCATION_ID: "f00", SYSTEMD_EXEC_PID: "1" }).recognised).toBe(false);
    expect(
      recognise({ INVOCATION_ID: "f00", SYSTEMD_EXEC_PID: "1", NOTIFY_SOCKET: "/run/n" }).recognised,
    ).toBe(false);
  });

  test("before version 248 a service that notifies is recognised by its socket", () => {
    expect(recognise({ INVOCATION_ID: "f00", NOTIFY_SOCKET: "/run/systemd/notify" }).name).toBe("systemd");
  });
});

test("Lambda's margin leaves less than the 300 ms that it grants beside external extensions", () => {
  const { killMs, marginMs } = recognise({ AWS_LAMBDA_FUNCTION_NAME: "orders" });
  expect(killMs - marginMs).toBe(250);
});

test.each([
  [{ pm_id: "0" }, 200],
  [{ FLY_APP_NAME: "shop" }, 500],
  [{ K_SERVICE: "shop" }, 1_000],
  [{ DYNO: "web.1" }, 3_000],
  [{ INVOCATION_ID: "f00", SYSTEMD_EXEC_PID: "4711" }, 3_000],
])("the margin in %o is a tenth, between 200 ms and 3 s", (env: Environment, marginMs) => {
  expect(recognise(env).marginMs).toBe(marginMs);
});
