import { join } from "node:path";
import { type PrivatePlace, readPrivateFile, writePrivateFile } from "../keys/private-file.ts";
import { checkPrivateFolder } from "../keys/private-folder.ts";
import type { PostureStore } from "./collect-posture.ts";

const FILE = "posture.json";

/**
 * Keeps what was seen in a file beside the keys, for this account alone. It holds no secret, and anybody who can change it could as well
 * sign by the device key. A folder that is not there yet is not made for this.
 */
export const createPostureStore = (place: () => Promise<PrivatePlace>): PostureStore => ({
  load: async () => {
    try {
      const { folder, uid } = await place();
      return (await readPrivateFile(join(folder, FILE), uid)) ?? undefined;
    } catch {
      return undefined; // a file that others could have written is not believed
    }
  },
  save: async (text) => {
    try {
      const here = await place();
      if (await checkPrivateFolder(here)) await writePrivateFile(here, join(here.folder, FILE), text);
    } catch {
      // it is looked at again the next time
    }
  },
});
