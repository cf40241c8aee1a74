import type { Decision } from "../statements/decision.ts";
import { spanInWords } from "../text/time-in-words.ts";

/** What rules ask of an approval, as the extension and whoever reads evidence say it: one thing a line. */
export const requiredInWords = (require: NonNullable<Decision["claims"]["require"]>): readonly string[] => [
  ...(require.fresh_touch === undefined ? [] : [`a touch of the last ${spanInWords(require.fresh_touch)}`]),
  ...(require.device_bound === undefined ? [] : ["a passkey that can't be copied"]),
  ...(require.attested === undefined ? [] : ["a passkey whose make is proven"]),
  ...(require.security_key === undefined ? [] : ["the touch of a security key as well"]),
];
