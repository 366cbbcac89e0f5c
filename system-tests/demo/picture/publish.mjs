import { readFileSync, writeFileSync } from "node:fs";
import { caption, picture } from "./picture.mjs";
import { pictured } from "./pictured.mjs";

const README = new URL("../../../README.md", import.meta.url);
const IMAGE = new URL("../../../docs/images/demo.svg", import.meta.url);
const RESULTS = new URL("../../../docs/images/demo.json", import.meta.url);
const IN_README = /!\[.*\]\(docs\/images\/demo\.svg\)/;

/** The data of the published run. */
export const readPictured = () => JSON.parse(readFileSync(RESULTS, "utf8"));
export const readPicture = () => readFileSync(IMAGE, "utf8");

/** The README with the caption of a run as the text of its picture. */
export const withCaption = (readme, of) =>
  readme.replace(IN_README, () => `![${caption(of)}](docs/images/demo.svg)`);

/** Saves the run, and writes the picture and its text in the README. */
export function publish(app, sides) {
  const of = pictured(app, sides);
  writeFileSync(RESULTS, `${JSON.stringify(of)}\n`);
  writeFileSync(IMAGE, picture(of));
  writeFileSync(README, withCaption(readFileSync(README, "utf8"), of));
}
