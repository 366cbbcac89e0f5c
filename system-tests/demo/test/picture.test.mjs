import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { caption, picture } from "../picture/picture.mjs";
import { readPicture, readPictured, withCaption } from "../picture/publish.mjs";

const published = readPictured();
const [naive, ours] = published.sides;

test("the picture is what `npm run demo -- --svg` makes of the run that is kept", () => {
  expect(readPicture()).toBe(picture(published));
});

test("the README shows the picture, with what it says in words", () => {
  const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
  expect(readme).toContain(`![${caption(published)}](docs/images/demo.svg)`);
  expect(readme).toBe(withCaption(readme, published));
});

test("the numbers of the caption are those of the run", () => {
  const said = caption(published);
  expect(said).toContain(`server.close() lost ${naive.count.lost} of ${naive.count.sent} requests`);
  expect(said).toContain(`graceful(app) lost none of ${ours.count.sent} requests`);
  for (const { exitMs } of [naive, ours])
    expect(said).toContain(`${(exitMs / 1_000).toFixed(1)} s after the SIGTERM`);
});

test("a loss is a mark in its row, and each side loses as many requests as its rows say", () => {
  expect(ours.count).toMatchObject({ lost: 0, answered: ours.count.sent });
  expect(ours.rows.flatMap(({ lost }) => lost)).toEqual([]);
  const lossy = naive.rows.filter(({ isLost }) => isLost);
  expect(lossy.every(({ lost }) => lost.length > 0)).toBe(true);
  const marks = picture(published).match(/class="lost"/g) ?? [];
  expect(marks).toHaveLength(naive.rows.flatMap(({ lost }) => lost).length);
});
