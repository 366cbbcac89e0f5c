import type { WriteStream } from "node:tty";
import { formatStatus, type Interrupt, type Status } from "../../format/format-status.js";
import { mergeStatus } from "../../format/merge-status.js";
import { createLiveLine, type LiveLine } from "./live-line.js";
import { findTerminal } from "./terminal.js";

/** Whose shutdown is shown. */
export interface Shown {
  /** What it waits for now; nothing before its shutdown, and where it is to say nothing. */
  status?(): Status | undefined;
}

/** What somebody at a terminal sees of a shutdown. Without a terminal there is only the log. */
export interface StatusLine {
  /** Ctrl+C was pressed: what comes next gets a line of its own, behind the `^C` that the terminal printed. */
  interrupted(): void;
  /** A shutdown is under way. May come again. */
  start(): void;
  /** Everything is closed. Prints the reportTexts, where somebody had to wait for them or something went wrong. */
  end(reportTexts: readonly (() => string | undefined)[], isClean: boolean): void;
}

/** A shutdown that is over by then needs no line, nor an reportText of its own. */
const FIRST_MS = 150;
const REDRAW_MS = 100;

export function createStatusLine(
  shown: ReadonlySet<Shown>,
  interrupt: () => Interrupt | undefined,
): StatusLine {
  let line: LiveLine | undefined;
  let timer: NodeJS.Timeout | undefined;
  let wasDrawn = false;
  let wasInterrupted = false;

  const statusNow = () => mergeStatus([...shown].flatMap(({ status }) => status?.() ?? []));

  function draw(terminal: WriteStream): void {
    const status = statusNow();
    if (!status) {
      // Who shut down is closed, and somebody else goes on serving.
      stop();
      return;
    }
    line ??= createLiveLine(terminal);
    wasDrawn = true;
    const { text, hint } = formatStatus(status, interrupt(), terminal.columns || 80);
    line.draw(terminal.hasColors() ? `${text}\u001b[2m${hint}\u001b[22m` : text + hint);
  }

  function stop(): void {
    clearInterval(timer);
    line?.stop();
    timer = undefined;
    line = undefined;
  }

  return {
    interrupted() {
      if (!wasInterrupted) findTerminal(process.env)?.write("\n");
      wasInterrupted = true;
    },
    start() {
      const terminal = timer || !statusNow() ? undefined : findTerminal(process.env);
      if (!terminal) return;
      // Unref'd: to look on must not hold a process that has nothing else to do.
      timer = setTimeout(() => {
        timer = setInterval(() => draw(terminal), REDRAW_MS).unref();
        draw(terminal);
      }, FIRST_MS).unref();
    },
    end(reportTexts, isClean) {
      stop();
      const terminal = wasDrawn || !isClean ? findTerminal(process.env) : undefined;
      const texts = terminal ? reportTexts.flatMap((reportText) => reportText() ?? []) : [];
      for (const text of texts) terminal?.write(`\n${text}\n`);
      wasDrawn = false;
      wasInterrupted = false;
    },
  };
}
