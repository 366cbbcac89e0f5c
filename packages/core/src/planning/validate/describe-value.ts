import { functionName } from "../../support/function-name.js";

const LONGEST = 60;

/** A wrong value, as error messages show it: `"5s"` (string). Reads no property that could throw or be long. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case "string":
      return `\`${shortened(JSON.stringify(value.slice(0, LONGEST)))}\` (string)`;
    case "function":
      return describeFunction(value);
    case "object":
      return describeObject(value);
    case "bigint":
      return `\`${value}n\` (bigint)`;
    case "undefined":
      return "`undefined`";
    default:
      return `\`${String(value)}\` (${typeof value})`;
  }
}

function describeFunction(value: object): string {
  const name = functionName(value);
  return name === undefined ? "a function" : `\`${shortened(name)}\` (function)`;
}

function describeObject(value: object | null): string {
  if (value === null) return "`null`";
  if (Array.isArray(value)) return value.length === 0 ? "an empty array" : `an array of ${value.length}`;
  const maker: unknown = Object.getPrototypeOf(value)?.constructor;
  const name = typeof maker === "function" && maker !== Object ? functionName(maker) : undefined;
  if (name !== undefined) return `\`${name}\` (object)`;
  const keys = Object.keys(value);
  return keys.length === 0
    ? "an empty object"
    : `an object with ${shortened(keys.map((key) => `\`${key}\``).join(", "))}`;
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
