import { describe, expect, test } from "vitest";
import { found } from "./lint-folder.js";

describe("odd forms of Dockerfiles", () => {
  const PACKAGE_MANAGER = "dockerfile-package-manager";
  const SHELL_FORM = "dockerfile-shell-form";
  const cases: [string, string[], string[]][] = [
    ["blanks in the list", ["FROM node", 'CMD  [ "node" , "server.js" ]'], []],
    [
      "yarn after an entrypoint of the image",
      ["FROM node", 'CMD ["yarn", "start"]'],
      [`2 ${PACKAGE_MANAGER}`],
    ],
    ["pnpm", ["FROM node", 'CMD ["pnpm", "run", "start"]'], [`2 ${PACKAGE_MANAGER}`]],
    ["Bun as a runtime", ["FROM oven/bun", 'CMD ["bun", "run", "server.ts"]'], []],
    ["Bun as a package manager", ["FROM oven/bun", 'CMD ["bun", "run", "start"]'], [`2 ${PACKAGE_MANAGER}`]],
    ["tini before node", ["FROM node", 'ENTRYPOINT ["/sbin/tini", "--"]', 'CMD ["node", "x.js"]'], []],
    [
      "tini before npm",
      ["FROM node", 'ENTRYPOINT ["/sbin/tini", "--"]', 'CMD ["npm", "start"]'],
      [`3 ${PACKAGE_MANAGER}`],
    ],
    ["tini with npm", ["FROM node", 'ENTRYPOINT ["tini", "--", "npm", "start"]'], [`2 ${PACKAGE_MANAGER}`]],
    [
      "dumb-init, which signals the whole group",
      ["FROM node", 'ENTRYPOINT ["dumb-init", "--"]', "CMD npm start"],
      [],
    ],
    [
      "a script before npm",
      ["FROM node", 'ENTRYPOINT ["/e.sh"]', 'CMD ["npm", "start"]'],
      [`3 ${PACKAGE_MANAGER}`],
    ],
    ["a shell as entrypoint", ["FROM node", 'ENTRYPOINT ["sh", "-c"]', 'CMD ["exec node x.js"]'], []],
    ["ENTRYPOINT in shell form with exec", ["FROM node", "ENTRYPOINT exec node x.js", "CMD npm start"], []],
    ["exec at the end", ["FROM node", "CMD npm run migrate && exec node x.js"], []],
    ["exec at the end of a list", ["FROM node", 'CMD ["sh", "-ec", "migrate; exec node x.js"]'], []],
    [
      "no exec at the end",
      ["FROM node", 'CMD ["sh", "-c", "migrate && node x.js"]'],
      [`2 ${PACKAGE_MANAGER}`],
    ],
    ["heredocs", ["FROM node", "RUN <<EOF", "CMD npm start", "EOF", 'CMD ["node", "x.js"]'], []],
    [
      "the last stage takes the command of an earlier one",
      ["FROM node AS base", "CMD npm start", "FROM base AS production", "COPY . ."],
      [`2 ${SHELL_FORM}`],
    ],
    [
      "a stage that is only built in",
      ["FROM node AS build", "CMD npm start", "FROM node", 'CMD ["node", "x"]'],
      [],
    ],
    [
      "a new entrypoint",
      ["FROM node AS base", "CMD npm start", "FROM base", 'ENTRYPOINT ["node", "x.js"]'],
      [],
    ],
    ["HEALTHCHECK", ["FROM node", "HEALTHCHECK \\", "  CMD curl localhost", 'CMD ["node", "x.js"]'], []],
    ["comments in between", ["FROM node", "CMD \\", "# why", "  npm start"], [`2 ${SHELL_FORM}`]],
    ["exec with redirected output", ["FROM node", "CMD exec node x.js >> log 2>&1"], []],
    ["exec with signs in quotes", ["FROM node", `CMD ["sh", "-c", "exec node x.js 'http://x?a=1&b=2'"]`], []],
    ["what would follow an exec that failed", ["FROM node", "CMD . env && exec node x.js || exit 1"], []],
    ["node as a package manager", ["FROM node", 'CMD ["node", "--run", "start"]'], [`2 ${PACKAGE_MANAGER}`]],
    ["--run of the server itself", ["FROM node", 'CMD ["node", "x.js", "--run"]'], []],
    [
      "a shift, which is no heredoc",
      ["FROM node", "RUN echo $((1<<2))", "CMD npm start"],
      [`3 ${SHELL_FORM}`],
    ],
    ["a here-string", ["FROM node", 'RUN cat <<< "x"', "CMD npm start"], [`3 ${SHELL_FORM}`]],
    ["a signal that only halts", ["FROM node", "STOPSIGNAL SIGSTOP"], ["2 dockerfile-stop-signal"]],
    ["a signal by its number", ["FROM node", "STOPSIGNAL 9"], ["2 dockerfile-stop-signal"]],
    ["a signal in small letters", ["FROM node", "STOPSIGNAL sigkill"], ["2 dockerfile-stop-signal"]],
    ["a signal that a server may hear", ["FROM node", "STOPSIGNAL SIGQUIT"], []],
    [
      "npm, started by what fetches secrets",
      ["FROM node", 'CMD ["doppler", "run", "--project", "web", "--", "npm", "start"]'],
      [`2 ${PACKAGE_MANAGER}`],
    ],
    [
      "a shell, started by what fetches secrets, in an entrypoint",
      ["FROM node", 'ENTRYPOINT ["infisical", "run", "--"]', 'CMD ["sh", "-c", "migrate; node x.js"]'],
      [`3 ${PACKAGE_MANAGER}`],
    ],
    [
      "a server, started by what fetches secrets",
      ["FROM node", 'CMD ["op", "run", "--", "node", "x.js"]'],
      [],
    ],
    [
      "Doppler with the option that keeps the signal",
      ["FROM node", 'CMD ["doppler", "run", "--forward-signals=false", "--", "node", "x.js"]'],
      [`2 ${PACKAGE_MANAGER}`],
    ],
    [
      "variables for npm",
      ["FROM node", 'CMD ["cross-env", "A=1", "npm", "start"]'],
      [`2 ${PACKAGE_MANAGER}`],
    ],
    ["corepack", ["FROM node", 'CMD ["corepack", "pnpm", "start"]'], [`2 ${PACKAGE_MANAGER}`]],
  ];
  test.each(cases)("%s", (_name, lines, expected) => {
    expect(found("Dockerfile", ...lines)).toEqual(expected);
  });
});
