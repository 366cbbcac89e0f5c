import { parseAllDocuments } from "yaml";
import { compileBlocks } from "./compile-blocks.js";

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

type Kind = new (manifest: object) => { validate(): void };

/** `apps/v1` or `v1`. */
const API_VERSION = /^([a-z0-9.]+\/)?v\w+$/;

/**
 * What a cluster would refuse in a file of manifests, and what it would drop without a word: values by the schema of
 * their kind, and unknown fields by its type, since the schema lets them pass.
 */
export async function manifestErrors(text: string): Promise<string[]> {
  const documents = parseAllDocuments(text);
  const unreadable = documents.flatMap(({ errors }) => errors.map(({ message }) => message));
  if (unreadable.length > 0) return unreadable;
  const manifests = documents.map((document) => document.toJS() as Manifest);
  const errors: string[] = [];
  const known: Manifest[] = [];
  for (const manifest of manifests) {
    const Model = await kindOf(manifest);
    if (!Model) {
      errors.push(`${manifest.kind} is no kind of ${manifest.apiVersion}`);
      continue;
    }
    known.push(manifest);
    errors.push(...valueErrors(Model, manifest));
  }
  return [...errors, ...unknownFields(known)];
}

async function kindOf({ apiVersion, kind }: Manifest): Promise<Kind | undefined> {
  if (!API_VERSION.test(apiVersion)) return undefined;
  try {
    const models = await import(/* @vite-ignore */ `kubernetes-models/${apiVersion}`);
    return models[kind];
  } catch {
    return undefined;
  }
}

function valueErrors(Model: Kind, manifest: object): string[] {
  try {
    new Model(manifest).validate();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

/** In one program, since reading the types of Kubernetes takes its time. */
function unknownFields(manifests: readonly Manifest[]): string[] {
  const blocks = manifests.map((manifest) => {
    const type = `I${manifest.kind}`;
    const code = `import type { ${type} } from "kubernetes-models/${manifest.apiVersion}";
export const manifest: ${type} = ${JSON.stringify(manifest)};`;
    return { path: "manifest", line: 1, language: "ts", remark: "", name: undefined, code };
  });
  return compileBlocks(blocks).filter((message) => message.includes("known properties"));
}
