// What an organisation has set for a browser: real policy files, read as Chromium reads /etc. They lie over /etc in the network
// namespace of one machine only, so that no other browser of this system sees them.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { extensionIdOf } from "./extension-id.ts";
import { repository } from "./repository.ts";

/** Chromium looks at a changed policy file when it has been left alone for five seconds. */
export const POLICY_APPLIED_MS = 40_000;

/** Where Chromium, Chrome for Testing, Chrome and Edge look. */
const FOLDERS = ["chromium", "opt/chrome_for_testing", "opt/chrome", "opt/edge"];

/** @param settings of the extension; `undefined`: no policy file at all */
export async function setPolicy(namespace: string, settings: unknown): Promise<void> {
  const id = await extensionIdOf(join(repository, "extension/dist/unpacked"));
  for (const folder of FOLDERS) {
    const file = join("/etc/netns", namespace, folder, "policies/managed/nearside.json");
    await mkdir(join(file, ".."), { recursive: true });
    if (settings === undefined) await rm(file);
    else await writeFile(file, JSON.stringify({ "3rdparty": { extensions: { [id]: settings } } }));
  }
}
