import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { VerdictCheck } from "./verdict-input.ts";

/** The nonce was given to this browser session for this login, is unused and in time (protocol §4.3, §4.4). */
export const checkNonceSession: VerdictCheck = (_chain, _known, { login, nonce, browserSession, now }) => {
  if (nonce.subject !== login.id) refuse("nonce_mismatch", "nonce.request");
  if (nonce.browserSession !== browserSession) refuse("nonce_mismatch", "session");
  if (nonce.usedAt !== null) refuse("nonce_used", "nonce");
  if (now >= nonce.expiresAt) refuse("nonce_expired", "nonce.exp");
};
