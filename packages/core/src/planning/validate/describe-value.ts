const LONGEST = 60;

/** A wrong value, as error messages show it: `"5s"` (string). Reads no property that could throw or be long. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case "string":
      return `\`${shortened(JSON.stringify(value.slice(0, LONGEST)))}\` (string)`;
    case "function":
      return value.name ? `\`${shortened(value.name)}\` (function)` : "a function";
    case "object":
      return describeObject(value);
    case "undefined":
      return "`undefined`";
    default:
      return `\`${String(value)}\` (${typeof value})`;
  }
}

function describeObject(value: object | null): string {
  if (value === null) return "`null`";
  if (Array.isArray(value)) return value.length === 0 ? "an empty array" : `an array of ${value.length}`;
  const maker: unknown = Object.getPrototypeOf(value)?.constructor;
  if (typeof maker === "function" && maker !== Object && maker.name) return `\`${maker.name}\` (object)`;
  const keys = Object.keys(value);
  return keys.length === 0
    ? "an empty object"
    : `an object with ${shortened(keys.map((key) => `\`${key}\``).join(", "))}`;
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
