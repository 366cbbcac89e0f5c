import { describe, expect, test } from "vitest";
import { found } from "./lint-folder.js";

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
    ["a part of a unit", "a.service.d/timeout.conf", unit("TimeoutStopSec=5"), ["2 systemd-timeout"]],
    ["a part of all units", "service.d/kill.conf", unit("KillSignal=SIGSTOP"), ["2 systemd-kill"]],
    ["a file beside units", "a.conf", unit("KillMode=none"), []],
    [
      "npm after AWS keys",
      "a.service",
      unit("ExecStart=/usr/bin/aws-vault exec web -- npm start"),
      ["2 systemd-exec-start"],
    ],
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
