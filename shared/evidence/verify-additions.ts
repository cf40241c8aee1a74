import { verifyAssertion } from "../chain/assertion/check-approval-assertion.ts";
import { checkApprovalBackup } from "../chain/assertion/check-approval-backup.ts";
import { boundPasskey, checkApprovalPasskey } from "../chain/assertion/check-approval-passkey.ts";
import { checkApprovalTopOrigin } from "../chain/assertion/check-approval-top-origin.ts";
import type { BoundPasskey } from "../chain/chain.ts";
import { checkEnrolmentPasskey } from "../chain/enrolment/check-enrolment-passkey.ts";
import { checkReceipt } from "../chain/enrolment/check-receipt.ts";
import { hasLife } from "../chain/judge-times.ts";
import { refuse } from "../chain/refusal.ts";
import { verifyServerSignature } from "../chain/server-signature.ts";
import { readShape } from "../encoding/read-shape.ts";
import { PASSKEY_ADDITION_SECONDS } from "../lifetimes.ts";
import { thumbprintOf } from "../signing/keys.ts";
import { changeChallenge } from "../statements/challenges.ts";
import {
  ADD_PASSKEY_PATH,
  type AddPasskeyChange,
  passkeyAdditionRequest,
  storedAddPasskeySchema,
} from "../statements/passkey-addition.ts";
import { receipt as receiptStatement } from "../statements/receipt.ts";
import type { AdditionPart } from "../texts/link-words.ts";
import type { PasskeyAddition } from "./evidence.ts";
import { judgeRecorded } from "./judge-recorded.ts";
import type { LinkLog } from "./link-report.ts";
import type { Enrolled, Trust } from "./verify-enrolment.ts";

/** A passkey of the bound set, with the time from which it was valid, epoch seconds. */
export interface DatedPasskey extends BoundPasskey {
  readonly since: number;
}

/**
 * Verifies the passkeys that joined the machine's bound set later, in their order: an earlier one vouched for each
 * (protocol §3.10).
 *
 * @returns all the passkeys, the enrolled one first
 * @throws Refused at the first link that fails
 */
export async function verifyAdditions(
  log: LinkLog,
  additions: readonly PasskeyAddition[],
  machine: Enrolled,
  trust: Trust,
  part: AdditionPart,
): Promise<readonly DatedPasskey[]> {
  const passkeys: DatedPasskey[] = [{ ...machine.passkey, since: machine.receipt.claims.iat }];
  for (const addition of additions) passkeys.push(await verifyAddition(log, part, addition, passkeys, machine, trust));
  return passkeys;
}

async function verifyAddition(
  log: LinkLog,
  part: AdditionPart,
  { change, receipt: receiptText, recorded }: PasskeyAddition,
  earlier: readonly DatedPasskey[],
  machine: Enrolled,
  trust: Trust,
): Promise<DatedPasskey> {
  const { request, response } = await log.verify(part, "addition_request", async (signedBy) => {
    const { request: text, response } = readChange(change.text);
    const request = await passkeyAdditionRequest.read(text);
    signedBy(request.header.kid);
    await verifyServerSignature(request, trust);
    const { user, device_jkt, iat } = request.claims;
    if (user.id !== machine.receipt.claims.user.id) refuse("wrong_user", "addition_request.user");
    if (device_jkt !== (await thumbprintOf(machine.device))) refuse("key_mismatch", "addition_request.device_jkt");
    if (!hasLife(request.claims, PASSKEY_ADDITION_SECONDS)) refuse("enrolment_expired", "addition_request.exp");
    judgeRecorded(iat, [machine.receipt.claims.iat, Infinity], "bound_set_pending", "addition_request.iat");
    return { request, response };
  });
  const made = await log.verify(part, "passkey", async (signedBy) => {
    signedBy(response.id);
    const passkey = await checkEnrolmentPasskey(response, request.hash, trust);
    if (earlier.some(({ credential_id }) => credential_id === passkey.credential_id))
      refuse("key_already_bound", "passkey.credential_id");
    trust.uses.addMaking(response);
    return passkey;
  });
  await log.verify(part, "vouch", async (signedBy) => {
    const { assertion, nonce, text } = change;
    const trusted = { ...trust, bound: { passkeys: earlier } };
    signedBy(assertion.id);
    checkApprovalPasskey({ assertion }, trusted);
    const challenge = await changeChallenge(nonce, ADD_PASSKEY_PATH, text);
    await verifyAssertion(assertion, challenge, boundPasskey({ assertion }, trusted), trust);
    checkApprovalTopOrigin({ assertion });
    checkApprovalBackup({ assertion }, trusted);
    trust.uses.addTouch(assertion, [request.claims.iat, recorded.added_at]);
    const open = [request.claims.iat, request.claims.exp] as const;
    judgeRecorded(recorded.added_at, open, "enrolment_expired", "recorded.added_at");
    const since = earlier.find(({ credential_id }) => credential_id === assertion.id)?.since ?? Infinity;
    judgeRecorded(recorded.added_at, [since, Infinity], "passkey_not_bound", "recorded.added_at");
  });
  await log.verify(part, "receipt", async (signedBy) => {
    const receipt = await receiptStatement.read(receiptText);
    signedBy(receipt.header.kid);
    await checkReceipt(receipt, { request, extension: request.claims.extension_jkt, passkey: made }, trust);
    const { iat } = receipt.claims;
    judgeRecorded(recorded.added_at, [iat, iat], "clock_skew", "recorded.added_at");
  });
  return { ...made, since: recorded.added_at };
}

/**
 * Reads the text that the passkey signed, exactly as it was written.
 *
 * @throws Refused `malformed`
 */
function readChange(text: string): AddPasskeyChange {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    refuse("malformed", "change", { cause });
  }
  const read = readShape(storedAddPasskeySchema, value, "change");
  if (!read.success || JSON.stringify(value) !== text) return refuse("malformed", "change");
  return read.output;
}
