import * as v from "valibot";
import { issuerSchema, secondsSchema } from "../claims.ts";
import { defineStatement, type Read } from "./statement.ts";

/** A version as all parts carry it (Semantic Versioning 2.0.0), without build metadata. */
export const versionSchema = v.pipe(
  v.string(),
  v.regex(/^(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})(-[0-9A-Za-z][0-9A-Za-z.-]{0,31})?$/),
);

/** The name is a part of commands that people copy into a shell, so it holds nothing that a shell reads otherwise. */
const fileSchema = v.pipe(v.string(), v.regex(/^[a-z0-9][A-Za-z0-9._-]{0,99}$/));
const sha256HexSchema = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** The systems for which an executable can be made, as Node names them. */
const SYSTEMS = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64", "win32-x64", "win32-arm64"] as const;

/** A file that the server hands out for people's own machines. */
const partSchema = v.strictObject({
  file: fileSchema,
  kind: v.picklist(["command_line", "executable", "extension"]),
  version: versionSchema,
  system: v.picklist(["any", ...SYSTEMS]),
  sha256: sha256HexSchema,
  /** Bytes. */
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(1_073_741_824)),
});
export type Part = v.InferOutput<typeof partSchema>;

const MOST_PARTS = 32;
/** Each file once. */
export const partsSchema = v.pipe(
  v.array(partSchema),
  v.maxLength(MOST_PARTS),
  v.check((parts) => new Set(parts.map(({ file }) => file)).size === parts.length),
);

/** "These are the parts that I hand out now", by the server. It is good until `exp`, so that an older one can't be shown in its place for long. */
export const versions = defineStatement(
  "nearside-versions+jwt",
  "kid",
  v.strictObject({
    iss: issuerSchema,
    iat: secondsSchema,
    exp: secondsSchema,
    version: versionSchema,
    parts: partsSchema,
  }),
);
export type Versions = Read<typeof versions>;
