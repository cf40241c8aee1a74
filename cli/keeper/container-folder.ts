import { readdir, rename, rmdir, unlink } from "node:fs/promises";
import { posix } from "node:path";
import { systemCode } from "../keys/key-file-error.ts";

/** The folder of the socket for containers. It is there while that socket is wanted. */
export const containerFolderIn = ({ folder }: { readonly folder: string }): string => posix.join(folder, "container");

/**
 * Removes that folder. Nothing goes into folders within: a container that may write there could turn one into a link meanwhile, and what it leads
 * to would be removed. A folder that is not empty afterwards gets another name, which nobody uses.
 */
export async function removeContainerFolder(place: {
  readonly folder: string;
  readonly randomName: () => string;
}): Promise<void> {
  const folder = containerFolderIn(place);
  for (const name of await readdir(folder).catch(() => [])) {
    const path = posix.join(folder, name);
    await unlink(path).catch(() => rmdir(path).catch(() => undefined));
  }
  await rmdir(folder).catch(async (error: unknown) => {
    if (systemCode(error) !== "ENOENT") await rename(folder, `${folder}-${place.randomName()}`);
  });
}
