import { join } from "node:path";
import * as v from "valibot";
import { configTexts } from "../../texts/config.ts";
import { text } from "./values.ts";

// Every message completes the sentence "<setting> <message>." for the person who starts the server.

/** If it is left out, the signing keys are stored in the database unencrypted (docs/security.md). */
export const wrappingKeySetting = v.optional(
  v.strictObject({
    file: v.optional(text(configTexts.file.name, 4096)),
    /** The name of a credential of systemd. */
    credential: v.optional(
      v.pipe(
        v.string(configTexts.text),
        v.regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,254}$/, configTexts.wrappingKey.credential),
      ),
    ),
    key: v.optional(v.string(configTexts.text)),
  }),
);
type WrappingKeySetting = NonNullable<v.InferOutput<typeof wrappingKeySetting>>;

/** The source of the key that wraps the signing keys. */
export type WrappingKeySource =
  | {
      /** Absolute path. */
      readonly path: string;
      /** The setting that names it. */
      readonly setting: "wrappingKey.file" | "wrappingKey.credential";
    }
  /** A credential that systemd did not give to this process, as in the server's own shell, which needs no key. */
  | { readonly missing: string; readonly setting: "wrappingKey.credential" }
  /** The key itself, as a function, so that it is never printed with the configuration. */
  | { readonly text: () => string; readonly setting: "NEARSIDE_WRAPPING_KEY" };

/** systemd gives the folder of a unit's credentials in this variable (systemd.exec(5)). */
export const CREDENTIALS_VARIABLE = "CREDENTIALS_DIRECTORY";

/** @param credentials the folder of the unit's credentials, if there are any */
export function wrappingKeyOf(
  { file, credential, key }: WrappingKeySetting,
  absolute: (path: string, setting: readonly string[]) => string,
  credentials: string | undefined,
): WrappingKeySource | undefined {
  if (file !== undefined) return { path: absolute(file, ["wrappingKey", "file"]), setting: "wrappingKey.file" };
  const setting = "wrappingKey.credential";
  if (credential !== undefined && credentials !== undefined) return { path: join(credentials, credential), setting };
  if (credential !== undefined) return { missing: credential, setting };
  return key === undefined ? undefined : { text: () => key, setting: "NEARSIDE_WRAPPING_KEY" };
}

/** Checks these settings against each other. @returns the problem of each wrong setting */
export function problemsOfWrappingKey(
  wrappingKey: WrappingKeySetting | undefined,
  isFromFile: (path: readonly string[]) => boolean,
): readonly (readonly [setting: string, problem: string])[] {
  if (wrappingKey === undefined) return [];
  const { file, credential, key } = wrappingKey;
  const given = [file, credential, key].filter((one) => one !== undefined);
  const problems: [string, string][] = [];
  if (given.length !== 1) problems.push(["wrappingKey.file", configTexts.wrappingKey.alone]);
  if (key !== undefined && isFromFile(["wrappingKey", "key"]))
    problems.push(["wrappingKey.file", configTexts.wrappingKey.ownFile]);
  return problems;
}
