import { byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { extensionRevoked } from "../../platform/audit/events/machines.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { findSetOfExtension, revokeExtension } from "../../register/machines/revoke-keys.ts";
import { endFamilies } from "../../register/tokens/end-families.ts";
import { refuseLogins } from "../login/end/refuse-logins.ts";
import { cancelEnrolments } from "./cancel-enrolments.ts";
import { type Revocation, revoking, type Why } from "./revocation.ts";

/**
 * Revokes one browser of a machine for good. Logins that it met have ended; a login that no browser met yet may be met by another
 * one.
 *
 * @param jkt as typed: thumbprint of the extension key
 */
export const revokeBrowser = (services: WithChanges & WithClock & WithDb, jkt: string, why: Why): Promise<Revocation> =>
  revoking(services, why.by, (trx) => revokeBrowserIn(trx, services, jkt, why));

/**
 * Revokes the browser within a transaction. The caller checks first that the actor may do this, and announces after the commit
 * what ended.
 */
export async function revokeBrowserIn(
  trx: Trx,
  services: WithClock,
  jkt: string,
  { by, note }: Why,
): Promise<Revocation> {
  const boundSetId = await findSetOfExtension(trx, jkt);
  if (boundSetId === undefined) return { state: "unknown" };
  if (!(await revokeExtension(trx, jkt))) return { state: "already" };
  const about = { bound_set_id: boundSetId, note, by: byOf(by) } as const;
  await append(trx, extensionRevoked(services.clock(), jkt, about), { by });
  const ofSet = { column: "bound_set_id", value: boundSetId } as const;
  const logins = await refuseLogins(
    trx,
    { now: services.clock(), by },
    ofSet,
    "extension_revoked",
    (login) => "meeting" in login && login.meeting.extension_jkt === jkt,
  );
  const enrolments = await cancelEnrolments(
    trx,
    { now: services.clock(), by },
    boundSetId,
    ({ kind, meeting }) => kind === "browser" && meeting.extension_jkt === jkt,
  );
  const whose = { ...ofSet, and: { column: "extension_jkt", value: jkt } } as const;
  const families = await endFamilies(trx, whose, { reason: "browser_revoked", by, now: services.clock() });
  return { state: "revoked", ended: { logins, enrolments, families, machines: [] } };
}
