import { FRAMEWORKS, packageOf } from "../../frameworks.mjs";

const own = (name) => ({
  app: new URL(`./apps/${name}.mjs`, import.meta.url).href,
  package: packageOf("http"),
});
const framework = (id) => ({
  app: new URL(`../../apps/${id}.mjs`, import.meta.url).href,
  package: packageOf(id),
  secure: false,
});

/** The servers that are put to the test, by the name on the command line. */
export const targets = {
  http: { ...own("http"), secure: false },
  https: { ...own("https"), secure: true },
  ...Object.fromEntries(FRAMEWORKS.map(({ id }) => [id, framework(id)])),
};
