import { SHORTEST_MAX_AGE_SECONDS } from "../lifetimes.ts";
import { spanInWords } from "../text/time-in-words.ts";
import { approvalTexts } from "../texts/proof.ts";
import { ACR, type Acr } from "./proof-tier.ts";

// The demands of an API on an approval (RFC 9470), in the words of page and extension.

const WORDS: Readonly<Record<Acr, string>> = {
  [ACR.loopbackRedirect]: approvalTexts.classes.loopbackRedirect,
  [ACR.sshSession]: approvalTexts.classes.sshSession,
  [ACR.sameMachine]: approvalTexts.classes.sameMachine,
  [ACR.deviceBound]: approvalTexts.classes.deviceBound,
  [ACR.hardware]: approvalTexts.classes.hardware,
};
const isOurs = (acr: string): acr is Acr => Object.hasOwn(WORDS, acr);

/**
 * The demand of one class, for people. Undefined for a class that is not ours, which is then shown as it is written.
 */
export const acrInWords = (acr: string): string | undefined => (isOurs(acr) ? WORDS[acr] : undefined);

/** @param maxAge seconds */
export const maxAgeInWords = (maxAge: number): string =>
  maxAge < SHORTEST_MAX_AGE_SECONDS ? approvalTexts.now : approvalTexts.within({ span: spanInWords(maxAge) });
