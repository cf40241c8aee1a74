import { REFUSALS, type RefusalCode } from "../chain/refusal.ts";

/** Where the sentence for a login that goes on now would mislead whoever reads evidence of one that is over. */
const OF_EVIDENCE: Partial<Record<RefusalCode, string>> = {
  malformed: "This statement is not in the form that Nearside writes: it was changed, or it never was one.",
  wrong_type: "A statement of another kind stands in this place.",
  wrong_algorithm: "The statement is signed in a way that Nearside never signs.",
  bad_signature: "The signature does not fit: the statement was changed after it was signed.",
  key_mismatch: "It is signed by another key than the one that had to sign it.",
  wrong_issuer: "It was made by another server than the one this file names.",
  wrong_audience: "It was made for another server than the one this file names.",
  clock_skew: "A time in it does not fit the times that were signed or recorded beside it.",
  request_mismatch: "It belongs to another login or enrolment.",
  request_expired: "It came when the login's time was already over, or before it began.",
  device_mismatch: "The request is not about that statement of the machine.",
  facts_mismatch: "What the file says was asked is not what was asked.",
  nonce_mismatch: "It belongs to another meeting.",
  nonce_expired: "The meeting did not take place within the time that the server gave it.",
  extension_not_listed: "That extension was not one of those that the server named for this machine.",
  extension_mismatch: "Two different extensions took part in one meeting.",
  handshake_mismatch: "The command line's answer does not fit the extension's question.",
  presence_mismatch: "The extension's statement is about another meeting.",
  loopback_mismatch: "The command line was met at another address than the one it named.",
  not_one_bound_set: "Extension and machine were not enrolled together, as far as this file proves.",
  bound_set_pending: "The login was asked for before the machine's enrolment was confirmed.",
  decision_mismatch: "The server's decision is about another meeting, person, machine or request.",
  passkey_not_bound: "The passkey is not the one that was enrolled with this machine.",
  backup_state_changed: "The passkey says otherwise than at its enrolment whether it can be copied.",
  user_not_verified: "The authenticator did not check who the person was.",
  assertion_invalid: "The passkey's answer does not prove that the person agreed to this.",
  token_mismatch: "The token is not for this login, or grants something else than what was agreed to.",
  chain_mismatch: "The token does not rest on this approval.",
  wrong_user: "It names another person.",
  tpm_key_movable: "The key is not one that was made in a TPM and can never leave it.",
  key_attestation_invalid: "It does not prove that a TPM keeps this machine's key.",
  key_attestation_expired: "The TPM's proof was not made when this machine was enrolled.",
  enrolment_expired: "The keys were proven when the enrolment's time was already over, or before it began.",
};

/** What a failure means for whoever verifies evidence. */
export const FAILURE_SENTENCES: Readonly<Record<RefusalCode, string>> = { ...REFUSALS, ...OF_EVIDENCE };
