import { refuse } from "@nearside/shared/chain/refusal.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { deviceKeyAttested } from "../../../platform/audit/events/enrolments.ts";
import type { Trx } from "../../../platform/store/database.ts";
import { firstSeen } from "../../../register/tokens/seen-messages.ts";
import type { AttestedKey } from "./prove-key-storage.ts";

/**
 * Lets one challenge serve one enrolment, in the write that begins it (threat P1).
 *
 * @param now epoch milliseconds
 * @throws Refused `replayed`
 */
export async function useUpChallenge(
  trx: Trx,
  { challenge: { claims } }: AttestedKey,
  enrolmentId: string,
  now: number,
): Promise<void> {
  const forgetAt = (claims.exp + 1) * 1000;
  if (!(await firstSeen(trx, "key_challenge", claims.device_jkt, claims.jti, forgetAt)))
    refuse("replayed", "challenge.jti");
  const data = { device_jkt: claims.device_jkt, ek_certificate: claims.ek };
  await append(trx, deviceKeyAttested(now, enrolmentId, data));
}
