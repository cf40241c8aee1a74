import * as v from "valibot";
import { refuse } from "../chain/refusal.ts";
import { isWellFormedJson, MAX_JSON_DEPTH, withinDepth } from "../encoding/json.ts";
import { readShape } from "../encoding/read-shape.ts";
import { publicJwkSchema } from "../signing/keys.ts";

// The form of documents that are verified years later and offline: evidence of a login, and the report of a leaving.

const keySchema = v.strictObject({
  ...publicJwkSchema.entries,
  kid: v.pipe(v.string(), v.maxLength(64)),
  alg: v.literal("ES256"),
  use: v.literal("sig"),
});

/** The server's keys. Each has a `kid` of its own, or a reader could take either of two for the one that signed. */
export const keysSchema = v.strictObject({
  keys: v.pipe(
    v.array(keySchema),
    v.minLength(1),
    v.maxLength(64),
    v.check((keys) => new Set(keys.map(({ kid }) => kid)).size === keys.length),
  ),
});

/** One kind of document. */
interface DocumentKind<Document extends object> {
  /** The value of `nearside`, by which a file says what it is. */
  readonly name: string;
  readonly schema: v.GenericSchema<unknown, Document>;
  /** Characters. */
  readonly maxLength: number;
}

/** Writes a document as JSON, for people too. */
export const writeDocument = (document: object): string => JSON.stringify(document, undefined, 2);

/** Reads the version alone, so that a file of a later version is told apart from one of another kind. */
const headSchema = v.looseObject({ nearside: v.string(), version: v.number() });

/**
 * Reads a file. Its author may be hostile: a document has two texts, as {@link writeDocument} writes it and without the
 * spaces, each with one line feed at its end or without. Every other text is refused (duplicate names, unknown members,
 * lines that end otherwise), so that no two readers see two things.
 *
 * @throws Refused `malformed`: field `nearside` if it is of another kind, `version` if it is another version's
 */
export function readDocument<Document extends object>(
  text: string,
  { name, schema, maxLength }: DocumentKind<Document>,
): Document {
  if (text.length > maxLength) refuse("malformed", "length");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    refuse("malformed", "json", { cause });
  }
  if (!withinDepth(value, MAX_JSON_DEPTH)) refuse("malformed", "depth");
  if (!isWellFormedJson(value)) refuse("malformed", "json");
  const head = v.safeParse(headSchema, value);
  if (!head.success || head.output.nearside !== name) return refuse("malformed", "nearside");
  if (head.output.version !== 1) refuse("malformed", "version");
  const read = readShape(schema, value, name);
  if (!read.success) return refuse("malformed", read.field);
  const document = read.output;
  if (!isTextOf(text, document)) refuse("malformed", name);
  return document;
}

/** True for the only two texts of a document: as {@link writeDocument} writes it, and without the spaces. */
function isTextOf(text: string, document: object): boolean {
  const plain = text.endsWith("\n") ? text.slice(0, -1) : text;
  return plain === writeDocument(document) || plain === JSON.stringify(document);
}
