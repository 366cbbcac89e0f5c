import { expect, test } from "vitest";
import { svgTimeLine } from "../svg-time-line.mjs";

/** @param {{ from: number, to: number }} span */
const ticks = ({ from, to }) => {
  const axis = svgTimeLine({ from, to, left: 190, right: 712 }).axis({
    top: 18,
    bottom: 90,
    signal: "signal",
  });
  return [...axis.matchAll(/<text class="tick" x="([\d.]+)" y="13" text-anchor="(\w+)">([^<]+)</g)].map(
    ([, x, anchor, text]) => `${text} at ${x}, ${anchor}`,
  );
};

test("a short time after a long one before has as many ticks as their labels have room", () => {
  expect(ticks({ from: -200, to: 50 })).toEqual(["+50 ms at 712, end"]);
  expect(ticks({ from: -3_000, to: 60 })).toEqual([]);
});

test("a label at the end of the line stays in the picture", () => {
  expect(ticks({ from: -100, to: 2_550 })).toEqual([
    "+500 ms at 308.2, middle",
    "+1 s at 406.7, middle",
    "+1.5 s at 505.2, middle",
    "+2 s at 603.7, middle",
    "+2.5 s at 702.2, end",
  ]);
});
