import { fileURLToPath } from "node:url";
import { check } from "../check.js";
import { CHECKS } from "../checks/checks.js";
import type { CheckOptions } from "../options.js";
import type { CheckReport, CheckResult } from "../report.js";
import { sideBySide } from "../scenario/side-by-side.js";
import { FAULTS } from "./faults.js";

/** The result for one server of the self-test. */
export interface SelfTestResult {
  /** The id of the check, or `none`. */
  readonly fault: string;
  readonly isRight: boolean;
  /** The finding of the check, or the checks that failed although the server is correct. */
  readonly seen: string;
}

const ROUTES: CheckOptions = {
  ready: "/readyz",
  live: "/livez",
  slow: "GET:/slow",
  download: "GET:/big",
  upload: "POST:/orders",
  subscribe: "GET:/events",
  stream: "POST:/chat",
  ws: "/socket",
};
const GOOD = {
  none: ROUTES,
  "none-h2c": { http2: "h2c" },
  "none-tls": { tls: true, insecure: true },
} as const satisfies Record<string, CheckOptions>;
/** The budget of a server with a fault: if it hangs, the check waits this long. */
const BUDGET_MS = 3_000;
/** The budget of a correct server: enough even if many servers run at the same time. */
const GOOD_BUDGET_MS = 20_000;
/** Each check runs several servers already. */
const AT_ONCE = 3;

/**
 * Runs servers with faults, one for each check: each check must notice its fault, and none may fail a correct server.
 */
export async function selfTest(
  only: readonly string[] = [],
  onResult: (result: SelfTestResult) => void = () => {},
): Promise<SelfTestResult[]> {
  const wanted = (name: string) => only.length === 0 || only.includes(name);
  const faults = CHECKS.map(({ id }) => id)
    .filter(wanted)
    .map((id) => () => faulty(id).then(report(onResult)));
  const good = Object.entries(GOOD)
    .filter(([name]) => wanted(name))
    .map(
      ([name, options]) =>
        () =>
          right(name, options).then(report(onResult)),
    );
  return sideBySide([...good, ...faults], AT_ONCE);
}

const report = (onResult: (result: SelfTestResult) => void) => (result: SelfTestResult) => {
  onResult(result);
  return result;
};

async function faulty(id: string): Promise<SelfTestResult> {
  const fault = FAULTS[id];
  if (!fault) return { fault: id, isRight: false, seen: "there is no server that is wrong in this way" };
  const protocol =
    fault.protocol === "h2c" ? GOOD["none-h2c"] : fault.protocol === "tls" ? GOOD["none-tls"] : routesOf(id);
  const report = await run(id, { ...protocol, only: [id], budgetMs: BUDGET_MS });
  const [result] = report.checks;
  return {
    fault: id,
    isRight: result?.outcome === "failed",
    seen: result ? describe(result) : "it was not run",
  };
}

/** Only the options that the check needs: a server with a fault may answer nothing else. */
function routesOf(id: string): CheckOptions {
  const needed = {
    slow: ["slow"],
    download: ["download"],
    "subscription-ended": ["subscribe"],
    "stream-whole": ["stream"],
    "websocket-1001": ["ws"],
    "readiness-first": ["ready"],
    "liveness-holds": ["live"],
  } as Record<string, (keyof CheckOptions)[]>;
  return Object.fromEntries((needed[id] ?? []).map((option) => [option, ROUTES[option]]));
}

async function right(name: string, options: CheckOptions): Promise<SelfTestResult> {
  const report = await run(name, { ...options, budgetMs: GOOD_BUDGET_MS });
  const failed = report.checks.filter(({ outcome }) => outcome === "failed");
  const measured = report.checks.filter(({ outcome }) => outcome !== "not-measured").length;
  return {
    fault: name,
    isRight: failed.length === 0 && measured > 0,
    seen: failed.length === 0 ? `${measured} checks measured, none failed` : failed.map(describe).join("; "),
  };
}

function run(name: string, options: CheckOptions): Promise<CheckReport> {
  const program = fileURLToPath(new URL("./faulty-server.js", import.meta.url));
  return check([process.execPath, program, name], { ...options, runs: 1 });
}

function describe({ id, outcome, reason, failures }: CheckResult): string {
  const seen = failures[0]?.seen[0] ?? reason ?? "";
  return `${id}: ${outcome}${seen ? `, ${seen}` : ""}`;
}
