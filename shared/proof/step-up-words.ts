import { SHORTEST_MAX_AGE_SECONDS } from "../lifetimes.ts";
import { spanInWords } from "../text/time-in-words.ts";
import { ACR, type Acr } from "./proof-tier.ts";

// The demands of an API on an approval (RFC 9470), in the words of page and extension.

const WORDS: Readonly<Record<Acr, string>> = {
  [ACR.loopbackRedirect]: "an approval on the computer where the program runs",
  [ACR.sshSession]: "an approval on the computer whose SSH session asks",
  [ACR.sameMachine]: "an approval on the computer that asks",
  [ACR.deviceBound]: "a passkey that can't be copied, and a machine key that is kept in no plain file",
  [ACR.hardware]: "a passkey that can't be copied, and a machine key that a security chip (TPM) keeps",
};
const isOurs = (acr: string): acr is Acr => Object.hasOwn(WORDS, acr);

/**
 * The demand of one class, for people. Undefined for a class that is not ours, which is then shown as it is written.
 */
export const acrInWords = (acr: string): string | undefined => (isOurs(acr) ? WORDS[acr] : undefined);

/** @param maxAge seconds */
export const maxAgeInWords = (maxAge: number): string =>
  maxAge < SHORTEST_MAX_AGE_SECONDS ? "an approval of just now" : `an approval of the last ${spanInWords(maxAge)}`;
