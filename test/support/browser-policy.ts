// Policies of an organisation for a browser: real policy files, read as Chromium reads /etc. They lie over /etc in the network
// namespace of one machine only, so that no other browser of this system sees them.
import { mkdir, rename, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { extensionIdOf } from "./extension-id.ts";
import { repository } from "./repository.ts";

/** A removed file is noticed only after five seconds, and a browser that is new to the extension takes as long to tell it. */
export const POLICY_APPLIED_MS = 40_000;

/** Chromium leaves files alone for five seconds after their date has changed (`ConfigDirPolicyLoader`): these have always the same. */
const DATE = new Date("2026-01-01T00:00:00Z");

/** The folders in which Chromium, Chrome for Testing, Chrome and Edge look. */
const FOLDERS = ["chromium", "opt/chrome_for_testing", "opt/chrome", "opt/edge"];

/** @param settings of the extension; `undefined`: no policy file at all */
export async function setPolicy(namespace: string, settings: unknown): Promise<void> {
  const id = await extensionIdOf(join(repository, "extension/dist/unpacked"));
  const policy = settings === undefined ? undefined : { "3rdparty": { extensions: { [id]: settings } } };
  await setPolicyFile(namespace, policy);
}

/** @param policy the whole file; `undefined`: none */
export async function setPolicyFile(namespace: string, policy: unknown): Promise<void> {
  for (const folder of FOLDERS) {
    const file = join("/etc/netns", namespace, folder, "policies/managed/nearside.json");
    await mkdir(join(file, ".."), { recursive: true });
    if (policy === undefined) {
      await rm(file);
      continue;
    }
    // Dated before it is there, and there as a whole.
    const written = join("/etc/netns", namespace, folder, "written.json");
    await writeFile(written, JSON.stringify(policy));
    await utimes(written, DATE, DATE);
    await rename(written, file);
  }
}
