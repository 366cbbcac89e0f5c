import { member, type YamlDocument, yamlDocuments } from "./yaml-documents.js";

/** The services of a compose file. */
export function composeServices(text: string): { name: string; service: unknown; document: YamlDocument }[] {
  return yamlDocuments(text).flatMap((document) =>
    Object.entries((member(document.value, "services") as object | undefined) ?? {}).map(
      ([name, service]) => ({ name, service: service as unknown, document }),
    ),
  );
}
