import type { WriteStream } from "node:tty";
import { replaceMethod } from "../../support/replace-method.js";

/** A line of a terminal that is redrawn in place, below all other output. */
export interface LiveLine {
  /** Redraws the line. Does nothing while a line of other output is unfinished. */
  draw(line: string): void;
  /** Erases the line for good, and restores the streams. */
  stop(): void;
}

type Write = WriteStream["write"];

const ERASE_BELOW = "\r\u001b[J";
const UP = "\u001b[A\r";

/**
 * The cursor rests on an empty line above the live line. Output that does not go through Node's streams (from a logger
 * that writes to the descriptor, or from a child process) falls on that empty line.
 *
 * A write to stdout or stderr erases the live line first. Node emits no event for a write, so `write` is wrapped: only
 * in a terminal, and only while there is a live line.
 */
export function createLiveLine(terminal: WriteStream): LiveLine {
  const print = terminal.write.bind(terminal);
  let isDrawn = false;
  let isInLine = false;

  const erase = () => {
    if (isDrawn) print(ERASE_BELOW);
    isDrawn = false;
  };
  const unwrap = [process.stdout, process.stderr]
    .filter((stream) => stream.isTTY)
    .map((stream) => {
      const { write } = stream;
      return replaceMethod(stream, "write", function (this: WriteStream, ...args: Parameters<Write>) {
        erase();
        isInLine = !endsLine(args[0]);
        return write.apply(this, args);
      } as Write);
    });
  // For a `process.exit()`: the shell's prompt must not overwrite half of the line.
  process.once("exit", erase);

  return {
    draw(line) {
      if (isInLine) return;
      print(`${ERASE_BELOW}\n${line}${UP}`);
      isDrawn = true;
    },
    stop() {
      erase();
      process.off("exit", erase);
      for (const step of unwrap) step();
    },
  };
}

function endsLine(chunk: unknown): boolean {
  if (typeof chunk === "string") return chunk === "" || chunk.endsWith("\n");
  return chunk instanceof Uint8Array ? chunk.length === 0 || chunk.at(-1) === 10 : true;
}
