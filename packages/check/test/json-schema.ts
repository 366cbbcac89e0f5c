interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  const?: unknown;
  enum?: unknown[];
  type?: string | string[];
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
}

const typeOf = (value: unknown) => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);

/**
 * Where a value is not as its schema says; knows what `report.schema.json` uses, and refuses members that it does not
 * name.
 */
export function violations(value: unknown, schema: Schema, root = schema, path = "$"): string[] {
  const found =
    schema.$ref === undefined ? schema : (root.$defs?.[schema.$ref.replace("#/$defs/", "")] ?? {});
  if ("const" in found && value !== found.const) return [`${path} is not ${found.const}`];
  if (found.enum && !found.enum.includes(value)) return [`${path} is none of ${found.enum.join(", ")}`];
  const types = [found.type ?? []].flat().map((type) => (type === "integer" ? "number" : type));
  if (types.length > 0 && !types.includes(typeOf(value))) return [`${path} is ${typeOf(value)}`];
  if (Array.isArray(value))
    return value.flatMap((one, i) => violations(one, found.items ?? {}, root, `${path}[${i}]`));
  if (typeof value !== "object" || value === null) return [];
  const missing = (found.required ?? [])
    .filter((name) => !(name in value))
    .map((name) => `${path}.${name} is missing`);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return [
    ...missing,
    ...members.flatMap(([name, member]) => {
      const of = found.properties?.[name];
      return of ? violations(member, of, root, `${path}.${name}`) : [`${path}.${name} is not in the schema`];
    }),
  ];
}
