import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { FIREFOX_EXTENSION_ID } from "@nearside/shared/api/native.ts";
import { unzipSync } from "fflate";
import * as v from "valibot";

// Firefox takes extensions that Mozilla has signed. So an administrator has the package signed and places it, and the server hands out
// that very file, once it is seen to be the extension.

/** A package that Mozilla signed, ready to be handed out. */
export interface FirefoxPackage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The sum as hexadecimal text. */
  readonly sha256: string;
  readonly version: string;
}

/** The reason for which the file that the setting names is not handed out. */
export type FirefoxProblem = "unreadable" | "not_a_package" | "other_extension" | "other_version" | "unsigned";

const MOST_BYTES = 16 * 1024 * 1024;
const MANIFEST = "manifest.json";
/** The signature of Mozilla is there, in each form that it has had. Firefox itself verifies it. */
const SIGNATURES = ["META-INF/mozilla.rsa", "META-INF/cose.sig"];

const manifestSchema = v.object({
  version: v.string(),
  browser_specific_settings: v.object({ gecko: v.object({ id: v.string() }) }),
});

/**
 * Reads the package, and demands that it is the same extension in the same version as this server's own.
 *
 * @param version that of this server's extension
 */
export function readFirefoxPackage(file: string, version: string): FirefoxPackage | FirefoxProblem {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    if (statSync(file).size > MOST_BYTES) return "not_a_package";
    bytes = new Uint8Array(readFileSync(file));
  } catch {
    return "unreadable";
  }
  const manifest = manifestIn(bytes);
  if (manifest === undefined) return "not_a_package";
  if (manifest.read.browser_specific_settings.gecko.id !== FIREFOX_EXTENSION_ID) return "other_extension";
  if (manifest.read.version !== version) return "other_version";
  if (!manifest.isSigned) return "unsigned";
  return { bytes, version, sha256: createHash("sha256").update(bytes).digest("hex") };
}

interface ReadManifest {
  readonly read: v.InferOutput<typeof manifestSchema>;
  readonly isSigned: boolean;
}

/** Undefined where it is no zip, or has no manifest of an extension for Firefox. */
function manifestIn(bytes: Uint8Array): ReadManifest | undefined {
  const names: string[] = [];
  try {
    const found = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        names.push(name);
        return name === MANIFEST && originalSize < 65_536;
      },
    });
    const read = v.safeParse(manifestSchema, JSON.parse(new TextDecoder().decode(found[MANIFEST])));
    return read.success ? { read: read.output, isSigned: SIGNATURES.some((name) => names.includes(name)) } : undefined;
  } catch {
    return undefined;
  }
}
