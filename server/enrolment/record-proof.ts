import { checkEnrolmentProof } from "@nearside/shared/chain/enrolment/check-enrolment-proof.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { newBoundSetId } from "@nearside/shared/ids.ts";
import { publicJwkSchema } from "@nearside/shared/signing/keys.ts";
import { enrolment as enrolmentStatement } from "@nearside/shared/statements/enrolment.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import * as v from "valibot";
import { append } from "../audit/event-log.ts";
import { enrolmentCompleted } from "../audit/events/enrolment-completed.ts";
import { checkPasskeyStanding, checkStanding } from "../directory/check-standing.ts";
import { holdParty } from "../directory/hold-party.ts";
import { findPartyByDevice, type Party } from "../directory/party.ts";
import { demandActiveUser } from "../directory/users.ts";
import type { Ground } from "../ground.ts";
import { demandKeysKept } from "../keys/demand-keys-kept.ts";
import type { Trx } from "../store/database.ts";
import { takeTurn, takeTurnOf } from "../store/take-turn.ts";
import { addBrowser, makeBoundSet } from "./bound-set-store.ts";
import { currentEnrolment, demandState, logEnrolmentRefusal } from "./current-enrolment.ts";
import type { Enrolment, EnrolmentIn, EnrolmentState, Proofs } from "./enrolment.ts";
import { holdEnrolment, moveEnrolment } from "./enrolment-store.ts";
import { signReceipt } from "./sign-receipt.ts";
import { consumeTicket, holdTicket } from "./ticket-store.ts";
import { addProof, complete, wait } from "./transitions.ts";

type WithPasskey = EnrolmentIn<"passkey">;

/**
 * One proof of possession, by the extension key or the device key (protocol §3.3). The last one makes the bound set.
 *
 * @throws Refused
 */
export async function recordProof(ground: Ground, id: string, text: string): Promise<EnrolmentState["state"]> {
  const current = await currentEnrolment(ground, id);
  return logEnrolmentRefusal(ground, "proof", id, async () => {
    let enrolment = demandState(current, "passkey");
    for (;;) {
      const state = await addProofTo(ground, enrolment, text);
      if (state !== undefined) {
        ground.changes.announce(id);
        return state;
      }
      // the other side's proof came in between: both may well be sent at the same moment
      enrolment = demandState(await currentEnrolment(ground, id), "passkey");
    }
  });
}

type Recorded = "passkey" | "pending" | "active";

/** @returns undefined where the enrolment is not as it was read any more */
async function addProofTo(ground: Ground, enrolment: WithPasskey, text: string): Promise<Recorded | undefined> {
  const proofs = await withProof(enrolment, text);
  const isLast = proofs.extension !== null && proofs.device !== null;
  return isLast ? bind(ground, enrolment, proofs) : addOne(ground, enrolment, proofs);
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

async function addOne(ground: Ground, enrolment: WithPasskey, proofs: Proofs): Promise<"passkey" | undefined> {
  const next = addProof(enrolment, proofs);
  if (next === undefined) refuse("enrolment_settled", "enrolment");
  const moved = await ground.db.transaction().execute((trx) => moveEnrolment(trx, enrolment, next));
  return moved ? "passkey" : undefined;
}

async function bind(ground: Ground, enrolment: WithPasskey, proofs: Proofs): Promise<"pending" | "active" | undefined> {
  const now = ground.clock();
  const receipt = await signReceipt(ground, enrolment);
  const signed = [await enrolmentRequest.read(enrolment.request), await nonce.read(enrolment.meeting.nonce)];
  return ground.db.transaction().execute(async (trx) => {
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
      party === undefined ? await make(ground, trx, enrolment, now) : await addTo(trx, party, enrolment, now);
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
async function make(ground: Ground, trx: Trx, enrolment: Enrolment & WithPasskey, now: number): Promise<BoundNow> {
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
  const id = newBoundSetId(ground.random);
  await makeBoundSet(trx, id, enrolment, active ? "active" : "pending", now);
  return { id, active };
}
