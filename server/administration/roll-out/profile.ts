import { createHash } from "node:crypto";
import { xml } from "./update-manifests.ts";

// A configuration profile of macOS (Apple, "Configuration Profile Reference"), as a property list.

type Value = string | boolean | number | readonly Value[] | { readonly [name: string]: Value };

interface Payload {
  /** The domain of the preferences that it sets. */
  readonly type: string;
  readonly title: string;
  readonly settings: { readonly [name: string]: Value };
}

/** The same server and browser always make the same profile, so that a newer one takes its place. */
export function profileOf(issuer: string, browser: string, payloads: readonly Payload[]): Value {
  const host = new URL(issuer).hostname;
  const identifier = `dev.nearside.${host}.${browser.toLowerCase().replaceAll(/[^a-z]+/g, "-")}`;
  return {
    PayloadType: "Configuration",
    PayloadVersion: 1,
    PayloadIdentifier: identifier,
    PayloadUUID: uuidOf(identifier),
    PayloadDisplayName: `Nearside for ${browser} (${host})`,
    PayloadScope: "System",
    PayloadContent: payloads.map(({ type, title, settings }) => ({
      PayloadType: type,
      PayloadVersion: 1,
      PayloadIdentifier: `${identifier}.${type}`,
      PayloadUUID: uuidOf(`${identifier}.${type}`),
      PayloadDisplayName: title,
      ...settings,
    })),
  };
}

/** A UUID that is made of its name (RFC 9562 §5.8). */
function uuidOf(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ]
    .join("-")
    .toUpperCase();
}

export const plistOf = (value: Value): string => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
${element(value, "")}
</plist>
`;

function element(value: Value, indent: string): string {
  const inner = `${indent}  `;
  if (typeof value === "string") return `${indent}<string>${xml(value)}</string>`;
  if (typeof value === "boolean") return `${indent}<${value ? "true" : "false"}/>`;
  if (typeof value === "number") return `${indent}<integer>${value}</integer>`;
  if (isList(value))
    return [`${indent}<array>`, ...value.map((each) => element(each, inner)), `${indent}</array>`].join("\n");
  const members = Object.entries(value).map(
    ([name, each]) => `${inner}<key>${xml(name)}</key>\n${element(each, inner)}`,
  );
  return [`${indent}<dict>`, ...members, `${indent}</dict>`].join("\n");
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
