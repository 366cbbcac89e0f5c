import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RawClient } from "../../../test-kit/raw-client.mjs";
import { ownSystemd, type Service, type Systemd } from "./systemd.js";
import { connect } from "./wire.js";

let systemd: Systemd;
beforeAll(async () => {
  systemd = await ownSystemd();
});
afterAll(() => systemd.end());

/** As for a service that does not run as root: `systemd-notify` may then speak in no other name than its own. */
const UNPRIVILEGED = "CapabilityBoundingSet=~CAP_SYS_ADMIN";
const NOTIFY = ["Type=notify", "NotifyAccess=all", UNPRIVILEGED];

const plan = (options: object) => `Environment='PLAN=${JSON.stringify(options)}'`;

/** A connection to the process that is the `nth` to listen. */
async function client(service: Service, nth = 1): Promise<RawClient> {
  const [, port] = await service.line(/^port (\d+)/, nth);
  return connect(Number(port));
}

/** A request in flight that is answered in the drain. */
async function requestInFlight(service: Service): Promise<RawClient> {
  const wire = (await client(service)).get("/when-draining");
  await wire.receives("200 OK");
  return wire;
}

/** A connection with half a request, which nobody can answer. */
async function halfRequest(service: Service): Promise<RawClient> {
  const wire = (await client(service)).get("/");
  await wire.receives("pid");
  return wire.write("GET / HTTP/1.1\r\nHost: localhost\r\n");
}

/** How the main process ended, and what systemd thinks of it. */
async function ending(service: Service) {
  const [result, status, code] = await Promise.all(
    ["Result", "ExecMainStatus", "ActiveState"].map(service.property),
  );
  return { result, status, state: code };
}

const CLEAN = { result: "success", status: "0", state: "inactive" };

describe("under a real systemd, a service of Type=notify", () => {
  test("is being started until its last lifecycle is ready", async () => {
    const service = systemd.service("late", "managed-two.mjs", ...NOTIFY);
    const started = service.systemctl("start");
    await service.line(/^both listen/);
    expect(await service.property("ActiveState")).toBe("activating");
    await service.systemctl("kill", "--kill-whom=main", "--signal=SIGUSR2");
    await started;
    expect(await service.property("ActiveState")).toBe("active");
    await service.systemctl("stop");
    expect(await ending(service)).toEqual(CLEAN);
  });

  test("answers what is in flight at `systemctl stop`, says that it stops, and ends with 0 by itself", async () => {
    const service = systemd.service("stopped", "managed.mjs", ...NOTIFY);
    await service.systemctl("start");
    const wire = await requestInFlight(service);
    await service.systemctl("stop");
    expect((await wire.closed()).received).toContain("whole");
    expect(await ending(service)).toEqual(CLEAN);
    await service.line(/^exit/);
    const told =
      /SIGTERM: draining 1 .*\(systemd kills after 1 m 30 s\)|STOPPING=1|^released|^exit \d|did not/;
    expect((await service.journal()).flatMap((line) => told.exec(line)?.[0] ?? [])).toEqual([
      expect.stringContaining("SIGTERM"),
      "STOPPING=1",
      "released",
      "exit 0",
    ]);
  });

  test("is stopping for systemd also if another process sent the signal", async () => {
    const service = systemd.service("signalled", "managed.mjs", ...NOTIFY);
    await service.systemctl("start");
    const wire = await halfRequest(service);
    await service.systemctl("kill", "--kill-whom=main", "--signal=SIGTERM");
    await service.line(/STOPPING=1/);
    expect(await service.property("ActiveState")).toBe("deactivating");
    wire.write("\r\n");
    expect((await wire.closed()).received).toMatch(/pid \d+.*pid \d+/s);
    await service.line(/-> dead/);
    expect(await ending(service)).toEqual(CLEAN);
  });

  test("under `systemctl restart` answers on its old process, and is started when the new one is ready", async () => {
    const service = systemd.service("restarted", "managed.mjs", ...NOTIFY);
    await service.systemctl("start");
    const old = await service.property("MainPID");
    const wire = await requestInFlight(service);
    await service.systemctl("restart");
    expect((await wire.closed()).received).toContain("whole");
    const now = await service.property("MainPID");
    expect(now).not.toBe(old);
    expect((await (await client(service, 2)).get("/").receives("pid")).endsWith(`pid ${now}`)).toBe(true);
    await service.systemctl("stop");
  });

  test("cuts what hangs at its budget, before TimeoutStopSec", async () => {
    const service = systemd.service(
      "hung",
      "managed.mjs",
      ...NOTIFY,
      "TimeoutStopSec=30",
      plan({ budgetMs: 1_000 }),
    );
    await service.systemctl("start");
    const wire = await halfRequest(service);
    await service.systemctl("stop");
    await wire.closed();
    expect(await ending(service)).toEqual({ result: "exit-code", status: "1", state: "failed" });
    await service.line(/^exit 1/);
  });

  test("is killed in its drain where TimeoutStopSec is shorter than the budget", async () => {
    const service = systemd.service("killed", "managed.mjs", ...NOTIFY, "TimeoutStopSec=1");
    await service.systemctl("start");
    const wire = await halfRequest(service);
    await service.systemctl("stop");
    await wire.closed();
    expect(await ending(service)).toEqual({ result: "timeout", status: "9", state: "failed" });
    expect(await service.journal()).not.toContain("released");
  });

  test("never gets ready with NotifyAccess=main, where it does not run as root", async () => {
    const service = systemd.service(
      "unheard",
      "managed.mjs",
      "Type=notify",
      UNPRIVILEGED,
      "TimeoutStartSec=1",
    );
    await expect(service.systemctl("start")).rejects.toThrow("timeout was exceeded");
    await service.line(/reception only permitted for main PID/);
  });

  test("is started again with Restart=on-failure after a crash that was drained", async () => {
    const service = systemd.service("crashed", "crash.mjs", ...NOTIFY, "Restart=on-failure", "RestartSec=0");
    await service.systemctl("start");
    const [, port] = await service.line(/^listening on (\d+)/);
    const wire = (await connect(Number(port))).get("/when-draining");
    await service.line(/^received \/when-draining/);
    (await connect(Number(port))).get("/throw").end();
    expect((await wire.closed()).received).toContain("whole");
    await service.line(/^listening on/, 2);
    expect(await service.property("NRestarts")).toBe("1");
    await service.systemctl("stop");
  });
});
