import { constants } from "node:os";
import { runSelfTest } from "../self-test/run-self-test.js";
import { VERSION } from "../version.js";
import { readArguments } from "./arguments.js";
import { EXIT, exitCodeOf } from "./exit-codes.js";
import { listText } from "./list-text.js";
import { runCheck } from "./run-check.js";
import { runLint } from "./run-lint.js";
import { USAGE } from "./usage.js";

/** The command; resolves to its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  endOnSignals();
  endWithoutReader();
  try {
    const request = readArguments(args);
    switch (request.kind) {
      case "help":
        return say(USAGE);
      case "version":
        return say(`${VERSION}\n`);
      case "list":
        return say(listText());
      case "lint":
        return runLint(request);
      case "self-test":
        return await runSelfTest(request.only);
      case "check":
        return await runCheck(request);
      default:
        return request satisfies never;
    }
  } catch (error) {
    const code = exitCodeOf(error);
    // 1 would say that a check failed.
    const message =
      code === undefined ? `a fault of its own: ${(error as Error).stack}` : (error as Error).message;
    process.stderr.write(`graceful-check: ${message}\n`);
    return code ?? EXIT.notMeasured;
  }
}

function say(text: string): number {
  process.stdout.write(text);
  return EXIT.passed;
}

/** Who reads the output may leave early, as `head` does: that ends us as SIGPIPE ends others. */
function endWithoutReader(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", () => process.exit(128 + constants.signals.SIGPIPE));
}

/** What was started is killed by the listeners of `exit`, and where even that does not run, by the guard. */
function endOnSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
}
