import { byOf } from "../audit/actor.ts";
import { append } from "../audit/event-log.ts";
import { extensionRevoked } from "../audit/events/extension-revoked.ts";
import { findSetOfExtension, revokeExtension } from "../directory/revoke-keys.ts";
import type { Ground } from "../ground.ts";
import type { Trx } from "../store/database.ts";
import { endFamilies } from "./end-families.ts";
import { refuseEnrolments } from "./refuse-enrolments.ts";
import { refuseLogins } from "./refuse-logins.ts";
import { type Revocation, revoking, type Why } from "./revocation.ts";

/**
 * Revokes one browser of a machine for good. What it met has ended; a login that nobody met yet may be met by another one.
 *
 * @param jkt as typed: thumbprint of the extension key
 */
export const revokeBrowser = (ground: Ground, jkt: string, why: Why): Promise<Revocation> =>
  revoking(ground, why.by, (trx) => revokeBrowserIn(trx, ground, jkt, why));

/** The same within a transaction, by somebody of whom it was asked whether they may. Announce what ended after the commit. */
export async function revokeBrowserIn(
  trx: Trx,
  ground: Pick<Ground, "clock">,
  jkt: string,
  { by, note }: Why,
): Promise<Revocation> {
  const boundSetId = await findSetOfExtension(trx, jkt);
  if (boundSetId === undefined) return { state: "unknown" };
  if (!(await revokeExtension(trx, jkt))) return { state: "already" };
  const about = { bound_set_id: boundSetId, note, by: byOf(by) } as const;
  await append(trx, extensionRevoked(ground.clock(), jkt, about), { by });
  const ofSet = { column: "bound_set_id", value: boundSetId } as const;
  const logins = await refuseLogins(
    trx,
    { now: ground.clock(), by },
    ofSet,
    "extension_revoked",
    (login) => "meeting" in login && login.meeting.extension_jkt === jkt,
  );
  const enrolments = await refuseEnrolments(
    trx,
    { now: ground.clock(), by },
    boundSetId,
    ({ kind, meeting }) => kind === "browser" && meeting.extension_jkt === jkt,
  );
  const whose = { ...ofSet, and: { column: "extension_jkt", value: jkt } } as const;
  const families = await endFamilies(trx, ground, whose, "browser_revoked", by);
  return { state: "revoked", ended: { logins, enrolments, families } };
}
