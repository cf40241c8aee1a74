import { checkEnrolmentProof } from "@nearside/shared/chain/enrolment/check-enrolment-proof.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { newBoundSetId } from "@nearside/shared/ids.ts";
import { publicJwkSchema } from "@nearside/shared/signing/keys.ts";
import { enrolment as enrolmentStatement } from "@nearside/shared/statements/enrolment.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import * as v from "valibot";
import { append } from "../../platform/audit/event-log.ts";
import { enrolmentCompleted } from "../../platform/audit/events/enrolments.ts";
import { demandKeysKept } from "../../platform/keys/demand-keys-kept.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import { takeTurn, takeTurnOf } from "../../platform/store/take-turn.ts";
import type { WithRandom } from "../../platform/surroundings.ts";
import { addBrowser, makeBoundSet } from "../../register/enrolments/bound-set-store.ts";
import type { Enrolment, EnrolmentIn, EnrolmentState, Proofs } from "../../register/enrolments/enrolment.ts";
import { holdEnrolment, moveEnrolment } from "../../register/enrolments/enrolment-store.ts";
import { consumeTicket, holdTicket } from "../../register/enrolments/ticket-store.ts";
import { addProof, complete, wait } from "../../register/enrolments/transitions.ts";
import { checkPasskeyStanding, checkStanding } from "../../register/people/check-standing.ts";
import { holdParty } from "../../register/people/hold-party.ts";
import { findPartyByDevice, type Party } from "../../register/people/party.ts";
import { demandActiveUser } from "../../register/people/users.ts";
import { currentEnrolment, demandState, logEnrolmentRefusal } from "./current-enrolment.ts";
import type { EnrolmentServices } from "./enrolment-services.ts";
import { signReceipt } from "./sign-receipt.ts";

type WithPasskey = EnrolmentIn<"passkey">;

/**
 * One proof of possession, by the extension key or the device key (protocol §3.3). The last one makes the bound set.
 *
 * @throws Refused
 */
export async function recordProof(
  services: EnrolmentServices,
  id: string,
  text: string,
): Promise<EnrolmentState["state"]> {
  const current = await currentEnrolment(services, id);
  return logEnrolmentRefusal(services, "proof", id, async () => {
    let enrolment = demandState(current, "passkey");
    for (;;) {
      const state = await addProofTo(services, enrolment, text);
      if (state !== undefined) {
        services.changes.announce(id);
        return state;
      }
      // the other side's proof came in between: both may well be sent at the same moment
      enrolment = demandState(await currentEnrolment(services, id), "passkey");
    }
  });
}

type Recorded = "passkey" | "pending" | "active";

/** @returns undefined where the enrolment is not as it was read any more */
async function addProofTo(
  services: EnrolmentServices,
  enrolment: WithPasskey,
  text: string,
): Promise<Recorded | undefined> {
  const proofs = await withProof(enrolment, text);
  const isLast = proofs.extension !== null && proofs.device !== null;
  return isLast ? bind(services, enrolment, proofs) : addOne(services, enrolment, proofs);
}

/** The proofs with this one, after it was verified; the same one twice is as good as once. */
async function withProof(enrolment: WithPasskey, text: string): Promise<Proofs> {
  const proof = await enrolmentStatement.read(text);
  const { meeting, passkey, deviceJkt, deviceJwk } = enrolment;
  const by = proof.header.kid === deviceJkt ? "device" : "extension";
  const jwk = v.parse(publicJwkSchema, JSON.parse(by === "device" ? deviceJwk : meeting.extension_jwk));
  const request = await enrolmentRequest.read(enrolment.request);
  await checkEnrolmentProof(proof, jwk, { request, extension: meeting.extension_jkt, passkey: passkey.passkey });
  return { ...enrolment.proofs, [by]: enrolment.proofs[by] ?? text };
}

async function addOne(services: WithDb, enrolment: WithPasskey, proofs: Proofs): Promise<"passkey" | undefined> {
  const next = addProof(enrolment, proofs);
  if (next === undefined) refuse("enrolment_settled", "enrolment");
  const moved = await services.db.transaction().execute((trx) => moveEnrolment(trx, enrolment, next));
  return moved ? "passkey" : undefined;
}

async function bind(
  services: EnrolmentServices,
  enrolment: WithPasskey,
  proofs: Proofs,
): Promise<"pending" | "active" | undefined> {
  const now = services.clock();
  const receipt = await signReceipt(services, enrolment);
  const signed = [await enrolmentRequest.read(enrolment.request), await nonce.read(enrolment.meeting.nonce)];
  return services.db.transaction().execute(async (trx) => {
    const { kind, ticketHash } = enrolment;
    if (kind === "machine")
      await takeTurn(trx, "bootstrap"); // one at a time: only then is it sure which is the first of all
    else await takeTurnOf(trx, "browsers", enrolment.deviceJkt); // they are counted one after the other
    await demandKeysKept(trx, signed);
    if (ticketHash !== null) await holdTicket(trx, ticketHash);
    await demandActiveUser(trx, enrolment.userId);
    const party = kind === "browser" ? await holdMachine(trx, enrolment) : undefined;
    if ((await holdEnrolment(trx, enrolment.id))?.version !== enrolment.version) return undefined;
    const bound =
      party === undefined ? await make(services, trx, enrolment, now) : await addTo(trx, party, enrolment, now);
    const at = Math.floor(now / 1000);
    const next = bound.active
      ? complete(enrolment, proofs, bound.id, receipt, { by: "bootstrap_ticket", at })
      : wait(enrolment, proofs, bound.id, at);
    if (next === undefined || !(await moveEnrolment(trx, enrolment, next)))
      return refuse("enrolment_settled", "enrolment");
    const state: "active" | "pending" = bound.active ? "active" : "pending";
    const data = { kind: enrolment.kind, bound_set_id: bound.id, user_id: enrolment.userId, state };
    await append(trx, enrolmentCompleted(now, enrolment.id, data));
    return state;
  });
}

interface BoundNow {
  readonly id: string;
  readonly active: boolean;
}

/** The machine of a further browser, as it stands now: minutes have passed since the passkey vouched. */
async function holdMachine(trx: Trx, enrolment: WithPasskey): Promise<Party> {
  const passkey = enrolment.passkey.passkey.credential_id;
  const known = await findPartyByDevice(trx, enrolment.deviceJkt);
  const party = known && (await holdParty(trx, known.id, { passkey }));
  if (party === undefined) return refuse("device_unknown", "enrolment.device");
  checkStanding(party);
  checkPasskeyStanding(party, passkey);
  return party;
}

/**
 * A further browser joins the bound set of its machine, and waits for the administrator like a machine: a device key that was
 * copied and a passkey must not be enough to bring in an extension of one's own (protocol §1, §3.7).
 */
async function addTo(trx: Trx, party: Party, enrolment: WithPasskey, now: number): Promise<BoundNow> {
  await addBrowser(trx, party, enrolment.meeting, now);
  return { id: party.id, active: false };
}

/** A new bound set; the first machine's, with the bootstrap ticket, is in force at once (protocol §3.5). */
async function make(
  services: WithRandom,
  trx: Trx,
  enrolment: Enrolment & WithPasskey,
  now: number,
): Promise<BoundNow> {
  if (enrolment.ticketHash === null) throw new Error("an enrolment of a machine lacks its ticket");
  const ticket = await consumeTicket(trx, enrolment.ticketHash, enrolment.deviceJkt, now);
  // its time was over, and another machine of that person began with the ticket
  if (ticket === undefined) return refuse("enrolment_expired", "ticket");
  const confirmed = await trx
    .selectFrom("bound_sets")
    .select("id")
    .where("confirmed_at", "is not", null)
    .executeTakeFirst();
  const active = ticket.bootstrap && confirmed === undefined;
  const id = newBoundSetId(services.random);
  await makeBoundSet(trx, id, enrolment, active ? "active" : "pending", now);
  return { id, active };
}
