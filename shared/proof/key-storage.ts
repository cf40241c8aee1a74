import * as v from "valibot";
import { keyStorageTexts } from "../texts/proof.ts";

/**
 * The storage of a device key (protocol §2), best first. `tpm` is proven at enrolment (§3.8); the others are the
 * machine's own claim.
 */
export const keyStorageSchema = v.picklist(["tpm", "keyring", "file"]);
export type KeyStorage = v.InferOutput<typeof keyStorageSchema>;

/** The words that people read at every approval (protocol §2). */
export const KEY_STORAGE_WORDS: Readonly<Record<KeyStorage, string>> = keyStorageTexts;
