import { isRefusalCode, sentenceOf } from "@nearside/shared/chain/refusal.ts";
import type { WithdrawalReason } from "@nearside/shared/statements/withdrawal.ts";
import { logTexts as texts } from "../../texts/console/log.tsx";

/** Says in one sentence why a login was refused, or that it was a test. The first sentence of a refusal says what happened; a login's page has the whole text. */
export function reasonText(reason: string): string {
  if (isRefusalCode(reason)) return sentenceOf(reason).split(/(?<=[.!?])\s/)[0] ?? reason;
  return reason === ("tested" satisfies WithdrawalReason) ? texts.logins.tested : texts.logins.unknownReason(reason);
}
