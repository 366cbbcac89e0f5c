import { describe, expect, test } from "vitest";
import { found } from "./lint-folder.js";

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
    ["a signal by its number", "compose.yml", web("    stop_signal: 9"), ["4 compose-stop-signal"]],
    ["a signal that a server may hear", "compose.yml", web("    stop_signal: SIGINT"), []],
    [
      "npm after variables from a file",
      "compose.yml",
      web("    command: dotenv -e prod.env -- npm start"),
      ["4 compose-command"],
    ],
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
