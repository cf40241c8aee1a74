import { issuerSchema } from "@nearside/shared/claims.ts";
import { POSTURE_NAMES } from "@nearside/shared/posture/posture.ts";
import { KEY_STORAGE_WORDS, type KeyStorage, keyStorageSchema } from "@nearside/shared/proof/key-storage.ts";
import * as v from "valibot";
import { Problem } from "../problems/problem.ts";
import { texts } from "../texts/settings.ts";
import { browserSchema, profileSchema } from "./profile.ts";

// The organisation's settings for Nearside on a machine of its own. They come before everything that the person, a folder
// or the environment says. `--no-browser` stays with the person: an address that is printed instead opens no other way in.

const querySchema = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));

export const managedSchema = v.strictObject({
  /** The only servers that may be enrolled with and used. */
  issuers: v.optional(v.pipe(v.array(issuerSchema), v.minLength(1), v.maxLength(32))),
  /** The worst key storage that will do, in the order of protocol §2. */
  key_storage: v.optional(keyStorageSchema),
  /** The only browser that is opened. `readBrowserCommand` reads it. */
  browser: v.optional(browserSchema),
  /**
   * The question that osquery is asked for a fact of this machine's protection, before anything else is (protocol §4.8): SQL whose one row
   * has a column `value` with one of the values of that fact.
   */
  osquery: v.optional(v.strictObject(v.entriesFromList(POSTURE_NAMES, v.optional(querySchema)))),
  /** Profiles that every account gets and none changes. */
  profiles: v.optional(v.pipe(v.array(profileSchema), v.maxLength(64))),
});
export type ManagedSettings = v.InferOutput<typeof managedSchema>;

/** @throws Problem `managed` */
export function demandAllowedIssuer({ issuers }: ManagedSettings, issuer: string): void {
  if (issuers === undefined || issuers.includes(issuer)) return;
  throw new Problem("managed", texts.otherIssuer({ allowed: issuers, issuer }));
}

/**
 * @param cure says what to do; if it is left out, how to move a key that is kept worse
 * @throws Problem `managed`
 */
export function demandAllowedStorage(
  { key_storage: least }: ManagedSettings,
  storage: KeyStorage | null,
  cure?: string,
): void {
  // of a visit there is no key here
  if (least === undefined || storage === null || isEnough(storage, least)) return;
  const move = least === "keyring" ? texts.moveIt : texts.newInTpm;
  const wanted = texts.storage({ least: KEY_STORAGE_WORDS[least], now: KEY_STORAGE_WORDS[storage] });
  throw new Problem("managed", `${wanted} ${cure ?? move}`);
}

/** Compares two storages by their order in the schema, which lists the best first. */
export const isEnough = (storage: KeyStorage, least: KeyStorage): boolean =>
  keyStorageSchema.options.indexOf(storage) <= keyStorageSchema.options.indexOf(least);
