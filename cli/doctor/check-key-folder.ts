import { accessSync, constants, statfsSync } from "node:fs";
import { dirname } from "node:path";
import type { KeyPlace } from "../keys/key-file.ts";
import { KeyFileError } from "../keys/key-file-error.ts";
import { checkPrivateFolder } from "../keys/private-folder.ts";
import { texts } from "../texts/doctor/machine.ts";
import { bad, type Finding, good } from "./finding.ts";

const ABOUT = texts.folder.about;
/** Room for a few records, and their drafts beside them. Bytes. */
const ENOUGH_ROOM = 1_000_000;

/** Checks that keys can be kept in their place: the folder is this account's alone, and has room. */
export async function checkKeyFolder(place: KeyPlace): Promise<Finding[]> {
  try {
    const isThere = await checkPrivateFolder(place);
    const nearest = isThere ? place.folder : existingAbove(place.folder);
    accessSync(nearest, constants.W_OK);
    const { bavail, bsize } = statfsSync(nearest);
    if (bavail * bsize < ENOUGH_ROOM)
      return [bad(ABOUT, texts.folder.full({ folder: place.folder }), texts.folder.makeRoom)];
    return [
      good(
        ABOUT,
        isThere ? texts.folder.good({ folder: place.folder }) : texts.folder.notYet({ folder: place.folder }),
      ),
    ];
  } catch (error) {
    if (error instanceof KeyFileError) return [bad(ABOUT, texts.folder.unsafe, error.message)];
    return [bad(ABOUT, texts.folder.readOnly({ folder: place.folder }), texts.folder.mayWrite)];
  }
}

function existingAbove(folder: string): string {
  const above = dirname(folder);
  try {
    accessSync(above, constants.F_OK);
    return above;
  } catch {
    return above === folder ? folder : existingAbove(above);
  }
}
