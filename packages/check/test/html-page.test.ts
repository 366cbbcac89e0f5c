import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenBrowser, openBrowser } from "../../../test/browser/browser.js";
import { REPORTERS } from "../src/reporters/reporters.js";
import { SAMPLE } from "./sample-report.js";

const folder = mkdtempSync(join(tmpdir(), "graceful-check-html-"));
const file = join(folder, "report.html");
let browser: OpenBrowser;

beforeAll(async () => {
  writeFileSync(file, REPORTERS.html.text(SAMPLE));
  browser = await openBrowser();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("the page needs no network, shows every check and the time line, and logs no error", async () => {
  const page = await browser.context.newPage();
  const asked: string[] = [];
  const errors: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.goto(pathToFileURL(file).href);
  expect(asked).toEqual([pathToFileURL(file).href]);
  expect(errors).toEqual([]);
  expect(await page.locator("tbody tr").count()).toBe(4);
  expect(await page.locator("h1").textContent()).toBe("node <server>.js --name=a&b|c");
  expect(await page.locator("article svg path.reset").count()).toBe(1);
});

test("it is read on a phone without scrolling sideways, in the dark, and on paper", async () => {
  const page = await browser.context.newPage();
  await page.goto(pathToFileURL(file).href);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  const background = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
  await page.emulateMedia({ colorScheme: "light" });
  expect(await background()).toBe("rgb(255, 255, 255)");
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await background()).toBe("rgb(20, 25, 31)");
  await page.emulateMedia({ colorScheme: "dark", media: "print" });
  expect(await background()).toBe("rgb(255, 255, 255)");
});
