import { join } from "node:path";
import { issuerSchema } from "@nearside/shared/claims.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import * as v from "valibot";
import { KeyFileError } from "../keys/key-file-error.ts";
import { type LockPlace, withLock } from "../keys/lock.ts";
import { type PrivatePlace, readPrivateFile, writePrivateFile } from "../keys/private-file.ts";
import { checkPrivateFolder } from "../keys/private-folder.ts";
import { parseJson } from "../parse-json.ts";
import { Problem } from "../problems/problem.ts";
import { texts } from "../texts/settings.ts";
import type { Waiting } from "../waiting.ts";
import { browserSchema, type Profile, profileNameSchema, profileSchema, userNameSchema } from "./profile.ts";

// This account's own profiles, in a file beside the keys that holds no secret. An account that may change it may choose the
// program that is started as a browser, so it lies where only this account can write.

const profilesSchema = v.strictObject({
  nearside: v.literal("profiles"),
  version: v.literal(1),
  /** The profile that is used if nothing names another. It may be one of the organisation's. */
  default: v.nullable(profileNameSchema),
  profiles: v.pipe(v.array(profileSchema), v.maxLength(64)),
  /** The browsers that were chosen at logins for which there was no profile. */
  browsers: v.pipe(
    v.array(v.strictObject({ issuer: issuerSchema, user: userNameSchema, browser: browserSchema })),
    v.maxLength(64),
  ),
});

export interface Profiles {
  readonly default: string | null;
  readonly profiles: readonly Profile[];
  readonly browsers: readonly { readonly issuer: string; readonly user: string; readonly browser: string }[];
}

const NONE: Profiles = { default: null, profiles: [], browsers: [] };

const fileIn = ({ folder }: PrivatePlace): string => join(folder, "profiles.json");

/** @throws Problem `profile_unusable`; KeyFileError of the folder */
export async function loadProfiles(place: PrivatePlace): Promise<Profiles> {
  if (!(await checkPrivateFolder(place))) return NONE;
  const text = await readText(place);
  if (text === null) return NONE;
  const read = v.safeParse(profilesSchema, parseJson(text));
  if (!read.success) throw damaged(place);
  const { default: chosen, profiles, browsers } = read.output;
  const names = new Set(profiles.map(({ name }) => name));
  if (names.size < profiles.length) throw damaged(place);
  return { default: chosen, profiles, browsers };
}

/**
 * Changes the profiles while no other nearside command of this account does.
 *
 * @throws everything that `change` throws, and then nothing is changed; Problem `profile_unusable`, `credential_busy`;
 * KeyFileError
 */
export async function changeProfiles(
  place: PrivatePlace & LockPlace,
  waiting: Waiting,
  change: (now: Profiles) => Profiles,
): Promise<void> {
  await withLock(place, "profiles", waiting, async () => {
    const content = { nearside: "profiles", version: 1, ...change(await loadProfiles(place)) };
    const checked = v.safeParse(profilesSchema, content);
    if (!checked.success) throw new Problem("profile_unusable", texts.profiles.tooMany);
    await writePrivateFile(place, fileIn(place), `${JSON.stringify(checked.output, null, 2)}\n`);
  });
}

const damaged = (place: PrivatePlace): Problem =>
  new Problem("profile_unusable", texts.profiles.damaged({ path: neutralise(fileIn(place), 512) }));

async function readText(place: PrivatePlace): Promise<string | null> {
  try {
    return await readPrivateFile(fileIn(place), place.uid);
  } catch (cause) {
    if (!(cause instanceof KeyFileError)) throw cause;
    const shown = neutralise(fileIn(place), 512);
    const others = cause.code === "file_other_owner" || cause.code === "file_too_open";
    const why = others ? texts.profiles.planted : texts.profiles.unreadable;
    throw new Problem("profile_unusable", why({ path: shown }), { cause });
  }
}
