import { graceful, type ShutdownPlan } from "@x/graceful-fastify";
import { describe, expect, test, vi } from "vitest";
import { majors } from "./majors.js";

describe.each(majors)("%s", (_, fastify) => {
  async function linesOf(plan: ShutdownPlan): Promise<string[]> {
    const lines: string[] = [];
    const stream = { write: (line: string) => void lines.push(JSON.parse(line).msg) };
    const app = fastify({ logger: { level: "info", stream } });
    await graceful(app, { ...plan, signals: false, exit: false }).shutdown("test");
    return lines;
  }

  test("its logger is used by default", async () => {
    const lines = await linesOf({});
    expect(lines).toEqual([
      expect.stringContaining("test: draining 0 connections"),
      expect.stringMatching(/^Closed in .*, clean/),
    ]);
  });

  test("that of the plan is used instead", async () => {
    const logger = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
    expect(await linesOf({ logger })).toEqual([]);
    expect(logger.info).toHaveBeenCalledTimes(2);
  });

  test("an app that logs nothing stays silent", async () => {
    const info = vi.spyOn(console, "info");
    await graceful(fastify(), { signals: false, exit: false }).shutdown("test");
    expect(info).not.toHaveBeenCalled();
    info.mockRestore();
  });
});
