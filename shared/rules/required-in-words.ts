import type { Decision } from "../statements/decision.ts";
import { spanInWords } from "../text/time-in-words.ts";

/** The demands of rules on an approval, one a line, in the words that the extension and readers of evidence show. */
export const requiredInWords = (require: NonNullable<Decision["claims"]["require"]>): readonly string[] => [
  ...(require.fresh_touch === undefined ? [] : [`a touch that is at most ${spanInWords(require.fresh_touch)} old`]),
  ...(require.device_bound === undefined ? [] : ["a passkey that can't be copied"]),
  ...(require.attested === undefined ? [] : ["a passkey of a proven model"]),
  ...(require.security_key === undefined ? [] : ["the touch of a security key as well"]),
];
