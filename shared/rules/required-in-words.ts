import type { Decision } from "../statements/decision.ts";
import { spanInWords } from "../text/time-in-words.ts";
import { requiredTexts } from "../texts/proof.ts";

/** The demands of rules on an approval, one a line, in the words that the extension and readers of evidence show. */
export const requiredInWords = (require: NonNullable<Decision["claims"]["require"]>): readonly string[] => [
  ...(require.fresh_touch === undefined ? [] : [requiredTexts.freshTouch({ span: spanInWords(require.fresh_touch) })]),
  ...(require.device_bound === undefined ? [] : [requiredTexts.deviceBound]),
  ...(require.attested === undefined ? [] : [requiredTexts.attested]),
  ...(require.security_key === undefined ? [] : [requiredTexts.securityKey]),
];
