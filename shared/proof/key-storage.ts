import * as v from "valibot";
import { keyPlaces, keyPlacesHere, keyPlaceTitles } from "../texts/key-places.ts";

/**
 * The storage of a device key (protocol §2), best first. `tpm` is proven at enrolment (§3.8); the others are the
 * machine's own claim.
 */
export const keyStorageSchema = v.picklist(["tpm", "keyring", "file"]);
export type KeyStorage = v.InferOutput<typeof keyStorageSchema>;

/** The words that people read at every approval (protocol §2). */
export const KEY_STORAGE_WORDS: Readonly<Record<KeyStorage, string>> = keyPlacesHere;
/** The same places of somebody else's machine, within a sentence. */
export const KEY_STORAGE_PLACES: Readonly<Record<KeyStorage, string>> = keyPlaces;
/** The same places as titles. */
export const KEY_STORAGE_TITLES: Readonly<Record<KeyStorage, string>> = keyPlaceTitles;
