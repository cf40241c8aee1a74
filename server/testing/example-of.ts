import * as v from "valibot";
import type { Json } from "../../test/kit/hostile-json.ts";
import { jsonSchemaOf } from "../surfaces/openapi/json-schema.ts";

/** The part of JSON Schema that our contracts use. */
interface Node {
  readonly type?: string | undefined;
  readonly const?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly pattern?: string | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minimum?: number | undefined;
  readonly properties?: Readonly<Record<string, Node>> | undefined;
  readonly items?: Node | undefined;
  readonly oneOf?: readonly Node[] | undefined;
  readonly anyOf?: readonly Node[] | undefined;
  readonly not?: unknown;
}

/** Texts by member, for checks that JSON Schema does not show. */
const BY_NAME: Readonly<Record<string, string>> = {
  words: "one two three four five six",
  name: "somebody",
  names: "somebody",
  email: "a@example.com",
  address: "https://metadata.example.com/blob",
  request: "eyJhIjoxfQ.eyJhIjoxfQ.eyJhIjoxfQ",
  passkey: "A".repeat(22),
  id: "A".repeat(22),
  rawId: "A".repeat(22),
  clientDataJSON: "AAAA",
  authenticatorData: "AAAA",
  attestationObject: "AAAA",
  signature: "AAAA",
  userHandle: "AAAA",
};

/** A public host key, of which nobody has the other half. */
const HOST_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBoLXqSwDNXtOYshJG+TIxK9/9Z+6DIyyMBhmUoulY4G";

/** Texts that some contract demands by a pattern of its own. */
const TEXTS = [
  "12345678-1234-1234-1234-123456789012",
  "A".repeat(22),
  "A".repeat(43),
  `rq_${"A".repeat(22)}`,
  "OPS",
  "user:bob",
  HOST_KEY,
];

/**
 * Makes a value that the schema takes: the first of its variants, with each member, and with one entry in each list.
 *
 * @param texts real ids, which come before others of their pattern
 */
export const exampleOf = (schema: v.GenericSchema, texts: readonly string[]): Json =>
  exampleFrom(jsonSchemaOf(schema) as Node, [...texts, ...TEXTS], "");

function exampleFrom(node: Node, texts: readonly string[], name: string): Json {
  if (node.const !== undefined) return v.parse(v.union([v.string(), v.number(), v.boolean(), v.null()]), node.const);
  if (node.enum !== undefined) return v.parse(v.union([v.string(), v.number()]), node.enum[0]);
  const variants = [...(node.anyOf ?? []), ...(node.oneOf ?? [])].filter(({ type, not }) => type !== "null" && !not);
  if (variants[0] !== undefined)
    return exampleFrom(variants[variants.length === 2 ? 1 : 0] ?? variants[0], texts, name);
  switch (node.type) {
    case "string":
      return textFor(node, texts, name);
    case "number":
    case "integer":
      return node.minimum ?? 1;
    case "boolean":
      return true;
    case "array":
      return node.items === undefined ? [] : [exampleFrom(node.items, texts, name)];
    case "object":
      return Object.fromEntries(
        Object.entries(node.properties ?? {})
          .filter(([, member]) => member.not === undefined)
          .map(([its, member]) => [its, exampleFrom(member, texts, its)]),
      );
    default:
      return null;
  }
}

function textFor(
  { pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Node,
  texts: readonly string[],
  name: string,
): string {
  const fits = (text: string | undefined) =>
    text !== undefined &&
    text.length >= minLength &&
    text.length <= maxLength &&
    (pattern === undefined || new RegExp(pattern, "u").test(text));
  const candidates = [BY_NAME[name], ...(pattern === undefined ? ["a text"] : texts)];
  return candidates.find(fits) ?? "x".repeat(minLength || 1);
}
