import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { lint } from "../src/index.js";
import { RULES } from "../src/lint/rules.js";

const WRONG: Readonly<Record<string, string>> = {
  Dockerfile: "FROM node:24\nSTOPSIGNAL SIGKILL\nENTRYPOINT node \\\n  server.js\n",
  "npm.Dockerfile": 'FROM node:24 AS build\nCMD ignored\nFROM node:24\nCMD ["npm", "start"]\n',
  "package.json": '{\n  "scripts": {\n    "start": "node migrate.js && node server.js"\n  }\n}\n',
  "compose.yaml":
    'services:\n  web:\n    build: .\n    command: sh -c "node server.js"\n    stop_grace_period: 5s\n',
  "k8s/deployment.yaml": [
    "kind: Deployment",
    "spec:",
    "  template:",
    "    spec:",
    "      terminationGracePeriodSeconds: 12",
    "      containers:",
    "        - name: web",
    "          ports: [{ containerPort: 3000 }]",
    '          command: ["yarn", "start"]',
    "          lifecycle: { preStop: { sleep: { seconds: 5 } } }",
    "",
  ].join("\n"),
  "ecosystem.config.cjs":
    "module.exports = {\n  apps: [{\n    script: 'npm',\n    kill_timeout: 3_000,\n  }],\n};\n",
  "web.service":
    "[Service]\nExecStart=/usr/bin/npm start\nTimeoutStopSec=5\nKillMode=process\nKillSignal=SIGKILL\n",
};

const RIGHT: Readonly<Record<string, string>> = {
  Dockerfile: 'FROM node:24\nCMD ["node", "server.js"]\n',
  "exec.Dockerfile": "FROM node:24\nCMD exec node server.js\n",
  "package.json": '{ "scripts": { "start": "node server.js" } }',
  "compose.yaml": "services:\n  web:\n    build: .\n    stop_grace_period: 1m\n  db:\n    image: postgres\n",
  "k8s/deployment.yaml":
    "kind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          ports: [{ containerPort: 3000 }]\n          readinessProbe: { httpGet: { path: /readyz, port: 3000 } }\n",
  "k8s/template.yaml": "kind: Deployment\n{{- if .Values.x }}\nspec: {{ .Values.spec }}\n{{- end }}\n",
  "ecosystem.config.cjs": "module.exports = { apps: [{ script: 'server.js', kill_timeout: 12_000 }] };\n",
  "web.service": "[Service]\nExecStart=/usr/bin/node server.js\n",
  "node_modules/x/Dockerfile": "CMD npm start\n",
};

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "graceful-lint-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

test("everything that is wrong is found, with its file and line", () => {
  const { findings } = lint(folderOf(WRONG));
  expect(findings.map(({ file, line, rule }) => `${file}:${line} ${rule}`)).toEqual([
    "compose.yaml:4 compose-command",
    "compose.yaml:5 compose-grace",
    "Dockerfile:2 dockerfile-stop-signal",
    "Dockerfile:3 dockerfile-shell-form",
    "ecosystem.config.cjs:3 pm2-script",
    "ecosystem.config.cjs:4 pm2-kill-timeout",
    "k8s/deployment.yaml:5 kubernetes-grace",
    "k8s/deployment.yaml:7 kubernetes-readiness",
    "k8s/deployment.yaml:9 kubernetes-command",
    "npm.Dockerfile:4 dockerfile-package-manager",
    "package.json:3 package-start",
    "web.service:2 systemd-exec-start",
    "web.service:3 systemd-timeout",
    "web.service:4 systemd-kill",
    "web.service:5 systemd-kill",
  ]);
  expect(new Set(findings.map(({ rule }) => rule))).toEqual(new Set(RULES.map(({ id }) => id)));
});

test("nothing is found where all is right, and what others wrote is not read", () => {
  const { findings, files } = lint(folderOf(RIGHT));
  expect(findings).toEqual([]);
  expect(files).toHaveLength(Object.keys(RIGHT).length - 1);
});

test("the budget that the files are held against can be given", () => {
  const files = { "web.service": "[Service]\nTimeoutStopSec=20s\n" };
  expect(lint(folderOf(files), { budgetMs: 20_000 }).findings).toEqual([]);
  expect(lint(folderOf(files), { budgetMs: 27_000 }).findings.map(({ message }) => message)).toEqual([
    "systemd kills after 20 s, before the budget of 27 s is over",
  ]);
});

/** What is found in one file, as `line rule`. */
const found = (name: string, ...lines: string[]) =>
  lint(folderOf({ [name]: `${lines.join("\n")}\n` })).findings.map(({ line, rule }) => `${line} ${rule}`);

describe("odd forms of Dockerfiles", () => {
  const PACKAGE_MANAGER = "dockerfile-package-manager";
  const SHELL_FORM = "dockerfile-shell-form";
  const cases: [string, string[], string[]][] = [
    ["blanks in the list", ["FROM node", 'CMD  [ "node" , "server.js" ]'], []],
    [
      "yarn behind an entrypoint of the image",
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
    ["corepack", ["FROM node", 'CMD ["corepack", "pnpm", "start"]'], [`2 ${PACKAGE_MANAGER}`]],
  ];
  test.each(cases)("%s", (_name, lines, expected) => {
    expect(found("Dockerfile", ...lines)).toEqual(expected);
  });
});

describe("odd forms of YAML", () => {
  const web = (...lines: string[]) => ["services:", "  web:", "    build: .", ...lines];
  const container = (...lines: string[]) => [
    "    spec:",
    "      containers:",
    "        - name: web",
    ...lines.map((line) => `          ${line}`),
  ];
  const cases: [string, string, string[], string[]][] = [
    [
      "a list over several lines",
      "compose.yml",
      web("    command:", "      - npm", "      - start"),
      ["4 compose-command"],
    ],
    ["a shell with exec", "compose.yml", web('    command: sh -c "migrate && exec node x.js"'), []],
    [
      "an anchor",
      "docker-compose.prod.yaml",
      ["x-web: &web", "  stop_grace_period: 2s", ...web("    <<: *web")],
      ["4 compose-grace"],
    ],
    [
      "a shell as entrypoint and its text as command",
      "compose.yml",
      web("    entrypoint: [sh, -c]", '    command: ["exec node x.js"]'),
      [],
    ],
    [
      "dumb-init as entrypoint",
      "compose.yml",
      web("    entrypoint: [dumb-init, --]", "    command: npm start"),
      [],
    ],
    [
      "a script before npm",
      "compose.yml",
      web("    entrypoint: ./e.sh", "    command: npm start"),
      ["5 compose-command"],
    ],
    [
      "a script before npm in a pod",
      "pod.yaml",
      [
        "kind: Pod",
        "spec:",
        "  containers:",
        "    - name: web",
        "      command: [/e.sh]",
        "      args: [npm, start]",
      ],
      ["6 kubernetes-command"],
    ],
    ["a variable", "compose.yml", web("    stop_grace_period: $GRACE"), []],
    ["another service", "compose.yml", web("    extends: { service: base }"), []],
    ["an alias to nothing", "compose.yml", web("    <<: *nobody"), []],
    [
      "several documents",
      "all.yaml",
      [
        "kind: Service",
        "---",
        "kind: Deployment",
        "spec:",
        "  template:",
        ...container("args: [npm, start]"),
      ],
      ["9 kubernetes-command"],
    ],
    [
      "a List",
      "all.yaml",
      [
        "kind: List",
        "items:",
        "- kind: Pod",
        "  spec:",
        "    terminationGracePeriodSeconds: 5",
        "    containers: [{ name: web }]",
      ],
      ["5 kubernetes-grace"],
    ],
    [
      "a Job beside a Deployment",
      "all.yaml",
      [
        "kind: Deployment",
        "spec: {}",
        "---",
        "kind: Job",
        "spec:",
        "  template:",
        ...container('command: [sh, -c, "migrate"]'),
      ],
      [],
    ],
    [
      "a template of Helm",
      "templates/web.yaml",
      [
        "kind: Deployment",
        "spec:",
        "  template:",
        "    spec:",
        "      terminationGracePeriodSeconds: {{ .Values.grace }}",
        "      containers:",
        "        - name: {{ .Chart.Name }}",
        "          ports: [{ containerPort: 80 }]",
        "          {{- toYaml .Values.probes | nindent 10 }}",
      ],
      [],
    ],
  ];
  test.each(cases)("%s", (_name, file, lines, expected) => {
    expect(found(file, ...lines)).toEqual(expected);
  });
});

describe("odd forms of PM2 files, units and package.json", () => {
  const unit = (...lines: string[]) => ["[Service]", ...lines];
  const js = (...apps: string[]) => ["module.exports = {", "  apps: [", ...apps, "  ],", "};"];
  const cases: [string, string, string[], string[]][] = [
    [
      "two apps, of which one has a time",
      "ecosystem.config.js",
      js("    { script: 'a.js', kill_timeout: 12_000 },", "    { script: 'b.js' },"),
      ["4 pm2-kill-timeout"],
    ],
    ["a computed time", "ecosystem.config.cjs", js("    { script: 'a.js', kill_timeout: 10 * 1000 },"), []],
    [
      "a time that is commented out",
      "ecosystem.config.cjs",
      js("    {", "      script: 'a.js', // kill_timeout: 12000", "    },"),
      ["4 pm2-kill-timeout"],
    ],
    ["a time by its name", "ecosystem.config.cjs", js("    { script: 'a.js', kill_timeout },"), []],
    ["more from elsewhere", "ecosystem.config.cjs", js("    { ...common, script: 'a.js' },"), []],
    [
      "JSON in one line",
      "ecosystem.config.json",
      ['{ "apps": [{ "script": "npm", "args": "start", "kill_timeout": 12000 }] }'],
      ["1 pm2-script"],
    ],
    ["YAML", "process.yml", ["apps:", "  - script: yarn start", "    kill_timeout: 12000"], ["2 pm2-script"]],
    ["units of time", "a.service", unit("TimeoutStopSec=1min 30s"), []],
    ["units of time in words", "a.service", unit("TimeoutStopSec=5 seconds"), ["2 systemd-timeout"]],
    ["no end", "a.service", unit("TimeoutStopSec=infinity"), []],
    ["comments", "a.service", unit("#TimeoutStopSec=5", "; KillMode=none"), []],
    ["another section", "a.service", ["[Socket]", "TimeoutSec=5"], []],
    ["a shell, and the signal for all", "a.service", unit('ExecStart=/bin/sh -c "node x.js"'), []],
    [
      "a shell, and the signal for it alone",
      "a.service",
      unit('ExecStart=/bin/sh -c "node x.js"', "KillMode=mixed"),
      ["2 systemd-exec-start"],
    ],
    [
      "continued lines",
      "a.service",
      unit("ExecStart=/usr/bin/env \\", "  npm start"),
      ["2 systemd-exec-start"],
    ],
    ["a command that ends by itself", "a.service", unit("Type=oneshot", "ExecStart=npm run backup"), []],
    [
      "scripts in one line",
      "package.json",
      ["{", '  "name": "x",', '  "scripts": { "test": "x", "start": "tsc && node x.js" }', "}"],
      ["3 package-start"],
    ],
    [
      "a server in the background",
      "package.json",
      ['{ "scripts": { "start": "node a.js & node b.js" } }'],
      ["1 package-start"],
    ],
    ["redirected output", "package.json", ['{ "scripts": { "start": "node a.js > log 2>&1" } }'], []],
    ["quotes", "package.json", [`{ "scripts": { "start": "node -e 'a; b'" } }`], []],
    ["exec", "package.json", ['{ "scripts": { "start": "tsc && exec node x.js" } }'], []],
  ];
  test.each(cases)("%s", (_name, file, lines, expected) => {
    expect(found(file, ...lines)).toEqual(expected);
  });
});

test("a file is found by its name with a hyphen or a word in the middle", () => {
  const names = [
    "Dockerfile-prod",
    "docker-compose-prod.yml",
    "ecosystem.config.prod.js",
    "ecosystem-prod.json",
  ];
  const { files } = lint(folderOf(Object.fromEntries(names.map((name) => [name, ""]))));
  expect(files.sort()).toEqual(names.sort());
});
