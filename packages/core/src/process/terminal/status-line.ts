import type { WriteStream } from "node:tty";
import { formatStatus, type Interrupt, type Status } from "../../format/format-status.js";
import { mergeStatus } from "../../format/merge-status.js";
import { findTerminal } from "./find-terminal.js";
import { createLiveLine, type LiveLine } from "./live-line.js";

/** A member whose shutdown is shown. */
export interface Shown {
  /**
   * What its shutdown waits for now. Returns nothing before the shutdown. Absent if the plan has `logger: false`.
   */
  status?(): Status | undefined;
}

/** What a terminal shows of a shutdown. Without a terminal there is only the log. */
export interface StatusLine {
  /** Ctrl+C was pressed: starts a new line after the `^C` that the terminal printed. */
  interrupted(): void;
  /** A shutdown is in progress. May be called again. */
  start(): void;
  /** Everything is closed. Prints the reports, if the line was drawn or the shutdown was not clean. */
  end(reportTexts: readonly (() => string | undefined)[], isClean: boolean): void;
}

/** A shutdown that is over within this time gets no line, and no report if it was clean. */
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
      // The members that were shut down are closed, and others still serve.
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
      if (!wasInterrupted) findTerminal()?.write("\n");
      wasInterrupted = true;
    },
    start() {
      const terminal = timer || !statusNow() ? undefined : findTerminal();
      if (!terminal) return;
      // Unref'd: the line must not hold the process.
      timer = setTimeout(() => {
        timer = setInterval(() => draw(terminal), REDRAW_MS).unref();
        draw(terminal);
      }, FIRST_MS).unref();
    },
    end(reportTexts, isClean) {
      stop();
      const terminal = wasDrawn || !isClean ? findTerminal() : undefined;
      const texts = terminal ? reportTexts.flatMap((reportText) => reportText() ?? []) : [];
      for (const text of texts) terminal?.write(`\n${text}\n`);
      wasDrawn = false;
      wasInterrupted = false;
    },
  };
}
