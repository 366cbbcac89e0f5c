import type { Rule } from "../rule.js";

/** npm passes the signal on to a shell, and a shell with several commands keeps it. */
export const packageStart: Rule = {
  id: "package-start",
  kind: "package",
  check({ text }) {
    const start = startScript(text);
    if (start === undefined || !/&&|;|\|/.test(start)) return [];
    const line = text.split("\n").findIndex((line) => /^\s*"start"\s*:/.test(line)) + 1;
    return [
      {
        line: Math.max(1, line),
        message: `the script \`start\` is several commands: the shell that runs them gets the signal. Let the last one be \`exec node server.js\`, or move the others to \`prestart\``,
      },
    ];
  },
};

function startScript(text: string): string | undefined {
  try {
    const start: unknown = JSON.parse(text)?.scripts?.start;
    // What is replaced by the last command hears the signal itself.
    return typeof start === "string" && !/(&&|;)\s*exec\s[^&;|]*$/.test(start) ? start : undefined;
  } catch {
    return undefined;
  }
}
