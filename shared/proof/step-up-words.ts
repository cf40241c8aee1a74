import { SHORTEST_MAX_AGE_SECONDS } from "../lifetimes.ts";
import { spanInWords } from "../text/time-in-words.ts";
import { ACR_CLASSES } from "./proof-tier.ts";

// The demands of an API on an approval (RFC 9470), in the words of page and extension.

const [SSH_SESSION, SAME_MACHINE, DEVICE_BOUND, HARDWARE] = ACR_CLASSES;

const WORDS = new Map<string, string>([
  [SSH_SESSION, "an approval on the computer whose SSH session asks"],
  [SAME_MACHINE, "an approval on the computer that asks"],
  [DEVICE_BOUND, "a passkey that can't be copied, and a machine key that is kept in no plain file"],
  [HARDWARE, "a passkey that can't be copied, and a machine key that a security chip (TPM) keeps"],
]);

/**
 * The demand of one class, for people. Undefined for a class that is not ours, which is then shown as it is written.
 */
export const acrInWords = (acr: string): string | undefined => WORDS.get(acr);

/** @param maxAge seconds */
export const maxAgeInWords = (maxAge: number): string =>
  maxAge < SHORTEST_MAX_AGE_SECONDS ? "an approval of just now" : `an approval of the last ${spanInWords(maxAge)}`;
