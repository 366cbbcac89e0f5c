import { describe, onTestFinished, test } from "vitest";
import type { Start } from "../src/app-under-test.js";
import {
  compressed,
  compressedEvents,
  compressedWhole,
  growsTooLarge,
  growsUntilReset,
  partOfFile,
  tooLarge,
  webSocket,
} from "../src/combinations.js";
import { Stage } from "../src/stage.js";

/** What serves each route: `/stream/:name` and `/big` compressed, `/json` with a limit, `/file` in parts, `/socket`. */
export interface Combined {
  /** With whether it compresses event streams too. */
  compression: [name: string, start: Start, ofEvents: boolean];
  /**
   * With `resets`, why the framework does not read a body to its end that turns out to be too large, with a link; and
   * what is seen of that, where it is not that there is no answer.
   */
  bodyLimit: [name: string, start: Start, resets?: string, seen?: (stage: Stage) => Promise<void>];
  ranges: [name: string, start: Start];
  webSockets: [name: string, start: Start][];
}

/** That a framework drains together with what people put into it, in plain and with TLS in process. */
export function combine(framework: string, { compression, bodyLimit, ranges, webSockets }: Combined): void {
  describe.each(["HTTP", "HTTPS"])(`${framework} over %s`, (over) => {
    const play = (start: Start, scene: (stage: Stage) => Promise<void>) => {
      const stage = new Stage(start, over === "HTTPS");
      onTestFinished(() => stage.close());
      return scene(stage);
    };
    test(`sends what ${compression[0]} still holds`, () => play(compression[1], compressed));
    test(`sends every byte that ${compression[0]} made`, () => play(compression[1], compressedWhole));
    test(`sends an event stream that answers a POST whole behind ${compression[0]}`, () =>
      play(compression[1], (stage) => compressedEvents(stage, compression[2])));
    test(`answers 413 by ${bodyLimit[0]} to one who is still sending`, () => play(bodyLimit[1], tooLarge));
    const [limit, limited, resets, seen = growsUntilReset] = bodyLimit;
    if (resets) test(`is not held by ${limit}: ${resets}`, () => play(limited, seen));
    else test(`answers 413 by ${limit} to one who began before`, () => play(limited, growsTooLarge));
    test(`sends every byte of a part by ${ranges[0]}`, () => play(ranges[1], partOfFile));
    test.each(webSockets)("tells the WebSockets of %s to go", (_, start) => play(start, webSocket));
  });
}
