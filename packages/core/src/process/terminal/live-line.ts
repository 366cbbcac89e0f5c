import type { WriteStream } from "node:tty";
import { replaceMethod } from "../../support/replace-method.js";

/** A line of a terminal that is redrawn in place, below everything that is printed meanwhile. */
export interface LiveLine {
  /** Draws it anew. Not while somebody's own line is unfinished. */
  draw(line: string): void;
  /** Takes it away for good, and lets go of the streams. */
  stop(): void;
}

const ERASE_BELOW = "\r\u001b[J";
const UP = "\u001b[A\r";

/**
 * The cursor rests on an empty line above it. So what is printed past Node's streams (by a logger that writes to the
 * descriptor, by a child process) falls on that line, and not into the live one.
 *
 * What goes through stdout and stderr takes the line away first. Node tells nobody of a write, so `write` is wrapped: only
 * in a terminal, only while there is a line, and put back as it was.
 */
export function createLiveLine(terminal: WriteStream): LiveLine {
  const print = terminal.write.bind(terminal);
  let isDrawn = false;
  let isInLine = false;
  let isStopped = false;

  const erase = () => {
    if (isDrawn) print(ERASE_BELOW);
    isDrawn = false;
  };
  const unwrap = [process.stdout, process.stderr]
    .filter((stream) => stream.isTTY)
    .map((stream) =>
      wrapWrite(stream, (chunk) => {
        if (isStopped) return;
        erase();
        isInLine = !endsLine(chunk);
      }),
    );
  // Somebody calls process.exit(): the shell's prompt must not stand in front of half a status.
  process.once("exit", erase);

  return {
    draw(line) {
      if (isInLine) return;
      print(`${ERASE_BELOW}\n${line}${UP}`);
      isDrawn = true;
    },
    stop() {
      erase();
      isStopped = true;
      process.off("exit", erase);
      for (const step of unwrap) step();
    },
  };
}

type Write = WriteStream["write"];

/** Calls `before` ahead of every write. Where somebody else wrapped it later, it stays, since theirs calls it. */
function wrapWrite(stream: WriteStream, before: (chunk: unknown) => void): () => void {
  const { write } = stream;
  const wrapped = function (this: WriteStream, ...args: Parameters<Write>) {
    before(args[0]);
    return write.apply(this, args);
  } as Write;
  return replaceMethod(stream, "write", wrapped);
}

function endsLine(chunk: unknown): boolean {
  if (typeof chunk === "string") return chunk === "" || chunk.endsWith("\n");
  return chunk instanceof Uint8Array ? chunk.length === 0 || chunk.at(-1) === 10 : true;
}
