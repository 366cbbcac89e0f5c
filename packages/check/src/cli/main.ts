import { constants } from "node:os";
import { runSelfTest } from "../self-test/run-self-test.js";
import { VERSION } from "../version.js";
import { readArguments } from "./arguments.js";
import { EXIT, exitCodeOf } from "./exit-codes.js";
import { listText } from "./list-text.js";
import { runCheck } from "./run-check.js";
import { runLint } from "./run-lint.js";
import { USAGE } from "./usage.js";

/** Runs the command and resolves to its exit code. */
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
    // Exit code 1 would mean that a check failed.
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

/** The reader of the output may exit early, as `head` does. Then this process exits as if by SIGPIPE. */
function endWithoutReader(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", () => process.exit(128 + constants.signals.SIGPIPE));
}

/** The listeners of `exit` kill the processes that were started; if even they do not run, the guard does. */
function endOnSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
}
