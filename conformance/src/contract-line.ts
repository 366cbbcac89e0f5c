import { describe, test } from "vitest";
import type { Start } from "./app-under-test.js";
import { Stage } from "./stage.js";

/**
 * A difference of a framework. The promise is expected to be broken then, not skipped: if the framework is fixed, the
 * test fails. The compatibility table is made from these, too.
 */
export interface Divergence {
  /** The `id` of a promise. */
  readonly id: string;
  /** Only over this protocol. @default both */
  readonly over?: Protocol;
  /** Only on Node before this major version. @default every version */
  readonly beforeNode?: number;
  readonly reason: string;
  /** A link to the reason: the framework's source or documentation. */
  readonly link: string;
}

const NODE = Number(process.versions.node.split(".")[0]);

/** Whether a promise is expected to be broken over this protocol and on this Node. */
export function applies({ over, beforeNode = Number.POSITIVE_INFINITY }: Divergence, protocol: Protocol) {
  return (over ?? protocol) === protocol && NODE < beforeNode;
}

/** `HTTP/2` is over TLS, `h2c` in plain. */
export type Protocol = "HTTP" | "HTTPS" | "HTTP/2" | "h2c";

export interface Subject {
  readonly start: Start;
  readonly over: Protocol;
  readonly divergences: readonly Divergence[];
  /** The ids of all promises, so that no divergence names another one. */
  readonly promises: Set<string>;
}

/** Defines one test: `id` names the promise for divergences, `sentence` for people. */
export type DefinePromise = (id: string, sentence: string, run: (stage: Stage) => Promise<void>) => void;

/** One line of the drain contract (DESIGN, section 5) by its number and its sentence, and the tests that hold it. */
export function contractLine(
  subject: Subject,
  number: number,
  sentence: string,
  define: (promise: DefinePromise) => void,
): void {
  describe(`${number}. ${sentence}`, () => {
    define((id, variant, run) => {
      if (subject.promises.has(id)) throw new Error(`two promises are called "${id}"`);
      subject.promises.add(id);
      const play = async () => {
        const stage = new Stage(subject.start, subject.over === "HTTPS" || subject.over === "HTTP/2");
        try {
          await run(stage);
        } finally {
          stage.close();
        }
      };
      const divergence = subject.divergences.find((one) => one.id === id && applies(one, subject.over));
      if (divergence) test.fails(`not so, ${divergence.reason} (${divergence.link}): ${variant}`, play);
      else test(variant, play);
    });
  });
}
