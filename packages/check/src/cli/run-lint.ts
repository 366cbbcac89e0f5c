import { join } from "node:path";
import { lint } from "../lint/lint.js";
import type { Request } from "./arguments.js";
import { EXIT } from "./exit-codes.js";

/** `graceful-check lint`: prints one line per finding, as compilers do. */
export function runLint({ folder, ...options }: Extract<Request, { kind: "lint" }>): number {
  const { findings, files } = lint(folder, options);
  for (const { rule, file, line, message } of findings)
    process.stdout.write(`${join(folder, file)}:${line}  ${message}  (${rule})\n`);
  const read = `${files.length} ${files.length === 1 ? "file" : "files"} read`;
  if (files.length === 0) {
    process.stderr.write(
      `graceful-check: no Dockerfile, package.json, compose file, manifest, PM2 or systemd file below \`${folder}\`\n`,
    );
    return EXIT.notMeasured;
  }
  process.stdout.write(
    findings.length === 0 ? `✓ ${read}, nothing found\n` : `\n${findings.length} found, ${read}\n`,
  );
  return findings.length === 0 ? EXIT.passed : EXIT.failed;
}
