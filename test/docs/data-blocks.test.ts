import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { type CodeBlock, codeBlocks } from "./code-blocks.js";
import { markdownFiles } from "./markdown-files.js";

const blocks = markdownFiles().flatMap(codeBlocks);

function wrong(languages: readonly string[], problem: (block: CodeBlock) => string | undefined): string[] {
  const own = blocks.filter(({ language }) => languages.includes(language));
  expect(own.length, languages.join()).toBeGreaterThan(0);
  return own.flatMap((block) => {
    const found = problem(block);
    return found ? [`${block.path}:${block.line} ${found}`] : [];
  });
}

test("every block of YAML is YAML, with no key twice", () => {
  const problem = ({ code }: CodeBlock) =>
    parseAllDocuments(code)
      .flatMap(({ errors }) => errors)
      .map(({ message }) => message)[0];
  expect(wrong(["yaml", "yml"], problem)).toEqual([]);
});

test("every block of JSON is JSON", () => {
  const problem = ({ code }: CodeBlock) => {
    try {
      JSON.parse(code);
      return undefined;
    } catch (error) {
      return String(error);
    }
  };
  expect(wrong(["json"], problem)).toEqual([]);
});

test("every block of shell is read by a shell, and calls no script of npm that is not there", async () => {
  const { default: manifest } = await import("../../package.json", { with: { type: "json" } });
  const known = Object.keys(manifest.scripts);
  const problem = ({ code }: CodeBlock) => {
    const { status, stderr } = spawnSync("sh", ["-n"], { input: code, encoding: "utf8" });
    if (status !== 0) return stderr;
    const called = [...code.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = ""]) => name);
    const missing = called.filter((name) => !known.includes(name));
    return missing.length > 0 ? `no script ${missing.join(", ")}` : undefined;
  };
  expect(wrong(["sh"], problem)).toEqual([]);
});

test("every instruction of a Dockerfile is one, and every line of a systemd unit has its section", () => {
  const INSTRUCTION =
    /^(FROM|WORKDIR|ENV|COPY|RUN|USER|EXPOSE|HEALTHCHECK|CMD|ENTRYPOINT|STOPSIGNAL|ARG|#)( |$)/;
  const docker = ({ code }: CodeBlock) =>
    code
      .replace(/\\\n/g, "")
      .split("\n")
      .find((line) => line !== "" && !INSTRUCTION.test(line));
  expect(wrong(["dockerfile"], docker)).toEqual([]);
  const unit = ({ code }: CodeBlock) => {
    const [first = "", ...rest] = code.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    if (!/^\[\w+\]$/.test(first)) return first;
    return rest.find((line) => !/^(\[\w+\]|\w+=.*)$/.test(line));
  };
  expect(wrong(["ini"], unit)).toEqual([]);
});
