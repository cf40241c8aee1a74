import { refuse } from "@nearside/shared/chain/refusal.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { denial } from "@nearside/shared/statements/denial.ts";
import { placeOf, readAnyDeviceStatement } from "@nearside/shared/statements/elsewhere.ts";
import { placeId } from "@nearside/shared/statements/place.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { loginDenied } from "../../../platform/audit/events/logins.ts";
import type { WithBudgets } from "../../../platform/limits/budgets.ts";
import type { WithLog } from "../../../platform/log/log.ts";
import type { Trx, WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import type { Login, Meeting } from "../../../register/logins/login.ts";
import { findOpenLogins, findRestedOn, moveLogin } from "../../../register/logins/login-store.ts";
import { deny, isLeft } from "../../../register/logins/transitions.ts";
import { checkActive, checkExtensionActive } from "../../../register/machines/check-active.ts";
import { insertPlaceEnd } from "../../../register/machines/place-ends.ts";
import { logTexts } from "../../../texts/log.ts";
import { type Current, currentWithParty } from "../current-login.ts";
import { deniedPlace } from "../denied-place.ts";
import { logRefusal } from "../log-refusal.ts";
import { endApproval, endApprovalsOn, lockApprovals } from "../reusable-approval.ts";
import { refuseLogin } from "./refuse-logins.ts";

interface Sent {
  readonly denial: string;
  /** "I didn't start this". */
  readonly alert: boolean;
}

/**
 * The person's no, signed by the extension that met the command line, over its own meeting (protocol §4.5). Nobody else can end a
 * login (threat R19).
 *
 * A denial ends more than this login: the approval that its decision depends on no longer counts for other logins. With
 * `alert` this holds for every approval that was given on this machine, even if the command line was quicker and has
 * withdrawn, or the host that it runs on has ended the session.
 * Tokens that came from those approvals before are left as they are: the person ends them in the account. A login from elsewhere
 * keeps the next one from there waiting for some minutes, or with `alert` for good: nothing is renewed there either (protocol §10.5).
 *
 * The person may say why. The command line learns it with the denial, and the log keeps it.
 *
 * @throws Refused
 */
export async function denyLogin(
  services: WithBudgets & WithChanges & WithClock & WithDb & WithLog,
  loginId: string,
  sent: Sent,
): Promise<void> {
  const current = await currentWithParty(services, loginId);
  await logRefusal(services, "deny", loginId, async () => {
    const signed = await denial.read(sent.denial);
    await verifySignature(signed, signed.header.jwk);
    // it was withdrawn, met or redeemed at that very moment, or one more person approved it: each time the denial is judged again
    for (let now = current; !(await end(services, now, signed, sent.alert)); )
      now = await currentWithParty(services, loginId);
  });
}

/** @returns false if another change of the login was first */
async function end(
  services: WithBudgets & WithChanges & WithClock & WithDb & WithLog,
  { login, party }: Current,
  signed: Awaited<ReturnType<typeof denial.read>>,
  alert: boolean,
): Promise<boolean> {
  const meeting = meetingOf(login, alert);
  const extension = await thumbprintOf(signed.header.jwk);
  if (extension !== meeting.extension_jkt) refuse("extension_mismatch", "denial.jwk");
  checkActive(party); // also of a login that it left: the alert of a machine that is not active closes no place
  checkExtensionActive(party, extension); // a revoked key can end no login either (threat R16, R19)
  if (signed.claims.attestation !== meeting.attestation_hash) refuse("presence_mismatch", "denial.attestation");
  const { reason } = signed.claims;
  const next = deny(login, alert, reason);
  if (next === undefined) return refuse("request_settled", "request");
  const place = await placeOfDenied(login);
  const ended = await services.db.transaction().execute(async (trx) => {
    const now = services.clock();
    // a login that is being made there shares its person: it comes before and can be denied, or after and sees that the place is closed
    if (alert && place !== undefined) await lockPerson(trx, login.userId);
    await lockApprovals(trx, login.boundSetId);
    if (!(await moveLogin(trx, login, next, now))) return undefined;
    const others = alert && place !== undefined ? await closePlace(trx, now, login, place) : [];
    const rests_on = await findRestedOn(trx, login.id);
    if (alert) await endApprovalsOn(trx, login.deviceJkt, now);
    else if (rests_on !== undefined) await endApproval(trx, rests_on, now);
    const data = {
      alert,
      extension_jkt: extension,
      ...(rests_on === undefined ? {} : { rests_on }),
      ...(reason === undefined ? {} : { reason }),
    };
    await append(trx, loginDenied(now, login.id, data));
    return [login.id, ...others];
  });
  if (ended === undefined) return false;
  for (const id of ended) services.changes.announce(id);
  if (place !== undefined) await services.budgets.spend("denials_of_place", deniedPlace(login.deviceJkt, place));
  if (alert) services.log.warn({ request: login.id, user: party.user.id }, logTexts.logins.foreignDenied);
  return true;
}

/** Nothing begins, continues or is renewed there any more. @returns the other logins that ended */
async function closePlace(trx: Trx, now: number, { id, deviceJkt, boundSetId }: Login, place: string) {
  const ended: string[] = [];
  for (const other of await findOpenLogins(trx, { column: "bound_set_id", value: boundSetId })) {
    if (other.id === id || (await placeOfDenied(other)) !== place) continue;
    if ((await refuseLogin(trx, { now }, other.id, "place_ended")) !== undefined) ended.push(other.id);
  }
  await insertPlaceEnd(trx, { deviceJkt, place }, now);
  return ended;
}

const lockPerson = (trx: Trx, id: string) =>
  trx.selectFrom("users").select("id").where("id", "=", id).forNoKeyUpdate().execute();

/** `placeId` of a login from elsewhere. */
async function placeOfDenied({ deviceStatement }: Pick<Login, "deviceStatement">): Promise<string | undefined> {
  const place = placeOf(await readAnyDeviceStatement(deviceStatement));
  return place && placeId(place);
}

/** The meeting that can still be denied. @throws Refused */
function meetingOf(login: Login, alert: boolean): Meeting {
  if (login.state === "expired") refuse("request_expired", "request");
  if (isLeft(login) && alert && login.before?.meeting !== undefined) return login.before.meeting;
  if (login.state === "withdrawn") refuse("request_withdrawn", "request");
  if (login.state !== "met" && login.state !== "waiting" && login.state !== "approved")
    return refuse("request_settled", "request");
  return login.meeting;
}
