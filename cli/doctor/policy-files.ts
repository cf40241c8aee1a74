import { readdir } from "node:fs/promises";
import { posix } from "node:path";
import * as v from "valibot";
import { readPlainFile } from "../keys/private-file.ts";
import { parseJson } from "../parse-json.ts";

// The policies of an organisation for the browsers of a Linux machine, as browsers read them.

/** A file of policies; its policies are undefined where a browser can't read it. */
export interface PolicyFile {
  readonly path: string;
  readonly policies: Readonly<Record<string, unknown>> | undefined;
}

/** A policy as the browser follows it, and the files that have it. */
interface ActivePolicy {
  readonly value: unknown;
  /** The file that wins. */
  readonly path: string;
  /** Others that have the same policy, which the browser leaves aside as a whole. */
  readonly beside: readonly string[];
}

const MOST_FILES = 100;
const MOST_BYTES = 1_048_576;
const policiesSchema = v.record(v.string(), v.unknown());

/** Reads the files of Chromium's kin, the last of which wins. A folder that is not there has none. */
export async function readPolicyFolder(folder: string): Promise<readonly PolicyFile[]> {
  const names = await readdir(folder).catch(() => []);
  const paths = names
    .filter((name) => name.endsWith(".json"))
    .sort()
    .slice(0, MOST_FILES)
    .map((name) => posix.join(folder, name));
  return Promise.all(paths.map(readPolicyFile));
}

/** Reads one file. */
async function readPolicyFile(path: string): Promise<PolicyFile> {
  const text = await readPlainFile(path, MOST_BYTES, () => undefined).catch(() => null);
  const read = v.safeParse(policiesSchema, parseJson(text ?? ""));
  return { path, policies: read.success ? read.output : undefined };
}

/** Reads the one file that Firefox has for policies. It gives undefined if there is no such file. */
export async function readFirefoxPolicies(paths: readonly string[]): Promise<PolicyFile | undefined> {
  for (const path of paths) {
    const text = await readPlainFile(path, MOST_BYTES, () => undefined).catch(() => "");
    if (text === null) continue;
    const read = v.safeParse(v.object({ policies: policiesSchema }), parseJson(text));
    return { path, policies: read.success ? read.output.policies : undefined };
  }
  return undefined;
}

/** The policy of that name: of several files that have it, the last one wins as a whole (Chromium, `ConfigDirPolicyLoader`). */
export function policyIn(files: readonly PolicyFile[], name: string): ActivePolicy | undefined {
  const having = files.filter(({ policies }) => policies !== undefined && name in policies);
  const last = having.at(-1);
  if (last === undefined) return undefined;
  return { value: last.policies?.[name], path: last.path, beside: having.slice(0, -1).map(({ path }) => path) };
}

/** A member of a member of … of a value that may be anything. */
export function memberOf(value: unknown, ...names: readonly string[]): unknown {
  let found: unknown = value;
  for (const name of names)
    found =
      typeof found === "object" && found !== null && Object.hasOwn(found, name)
        ? Object.entries(found).find(([each]) => each === name)?.[1]
        : undefined;
  return found;
}
