import { isRefusalCode, sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { logTexts as texts } from "../../texts/console/log.tsx";

/** Says in one sentence why a login was refused. The first sentence of a refusal says what happened; a login's page has the whole text. */
export const reasonText = (reason: string): string =>
  isRefusalCode(reason) ? (sentenceOf(reason).split(/(?<=[.!?])\s/)[0] ?? reason) : texts.logins.unknownReason(reason);
