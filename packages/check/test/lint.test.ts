import { expect, test } from "vitest";
import { lint } from "../src/index.js";
import { RULES } from "../src/lint/rules.js";
import { folderOf } from "./lint-folder.js";

const WRONG: Readonly<Record<string, string>> = {
  Dockerfile: "FROM node:24\nSTOPSIGNAL SIGKILL\nENTRYPOINT node \\\n  server.js\n",
  "npm.Dockerfile": 'FROM node:24 AS build\nCMD ignored\nFROM node:24\nCMD ["npm", "start"]\n',
  "package.json": '{\n  "scripts": {\n    "start": "node migrate.js && node server.js"\n  }\n}\n',
  "compose.yaml":
    'services:\n  web:\n    build: .\n    command: sh -c "node server.js"\n' +
    "    stop_grace_period: 5s\n    stop_signal: SIGKILL\n",
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
    "kind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n" +
    "          ports: [{ containerPort: 3000 }]\n" +
    "          readinessProbe: { httpGet: { path: /readyz, port: 3000 } }\n",
  "k8s/template.yaml": "kind: Deployment\n{{- if .Values.x }}\nspec: {{ .Values.spec }}\n{{- end }}\n",
  "ecosystem.config.cjs": "module.exports = { apps: [{ script: 'server.js', kill_timeout: 12_000 }] };\n",
  "web.service": "[Service]\nExecStart=/usr/bin/node server.js\n",
  "node_modules/x/Dockerfile": "CMD npm start\n",
};

test("everything that is wrong is found, with its file and line", () => {
  const { findings } = lint(folderOf(WRONG));
  expect(findings.map(({ file, line, rule }) => `${file}:${line} ${rule}`)).toEqual([
    "compose.yaml:4 compose-command",
    "compose.yaml:5 compose-grace",
    "compose.yaml:6 compose-stop-signal",
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

test("a unit and its drop-ins are read as one, in systemd's order: a replaced setting is no finding", () => {
  const files = {
    "web.service": "[Service]\nTimeoutStopSec=5\nExecStart=/bin/sh -c 'node x.js'\n",
    "web.service.d/10-time.conf": "[Service]\nTimeoutStopSec=20\n",
    "web.service.d/20-mode.conf": "[Service]\nKillMode=mixed\n",
    "job.service": "[Service]\nType=oneshot\n",
    "job.service.d/run.conf": "[Service]\nExecStart=\nExecStart=npm run backup\n",
    "late.service": "[Service]\nTimeoutStopSec=20\n",
    "late.service.d/time.conf": "[Service]\nTimeoutStopSec=5\n",
  };
  expect(lint(folderOf(files)).findings.map(({ file, line, rule }) => `${file}:${line} ${rule}`)).toEqual([
    "late.service.d/time.conf:2 systemd-timeout",
    "web.service:3 systemd-exec-start",
  ]);
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
