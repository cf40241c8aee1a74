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
import type { WithConfig } from "../../platform/config/config.ts";
import { demandKeysKept } from "../../platform/keys/demand-keys-kept.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { Db, Trx, WithDb } from "../../platform/store/database.ts";
import { takeTurn, takeTurnOf } from "../../platform/store/take-turn.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { addBrowser, makeBoundSet } from "../../register/enrolments/bound-set-store.ts";
import type { Enrolment, EnrolmentIn, EnrolmentState, Proofs } from "../../register/enrolments/enrolment.ts";
import { holdEnrolment, moveEnrolment } from "../../register/enrolments/enrolment-store.ts";
import { consumeTicket, holdTicket } from "../../register/enrolments/ticket-store.ts";
import { addProof, complete, wait } from "../../register/enrolments/transitions.ts";
import { findParty } from "../../register/machines/find-party.ts";
import { holdParty } from "../../register/machines/hold-party.ts";
import type { Party } from "../../register/machines/party.ts";
import { demandActiveUser } from "../../register/people/users.ts";
import { currentEnrolment, demandState, logEnrolmentRefusal } from "./current-enrolment.ts";
import { signReceipt } from "./sign-receipt.ts";

type WithPasskey = EnrolmentIn<"passkey">;

/**
 * Records one proof of possession, by the extension key or the device key (protocol §3.3). The last one makes the bound set.
 *
 * @throws Refused
 */
export async function recordProof(
  services: WithChanges & WithClock & WithConfig & WithDb & WithKeys & WithRandom,
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

/** @returns undefined if the enrolment has changed since it was read */
async function addProofTo(
  services: WithClock & WithConfig & WithDb & WithKeys & WithRandom,
  enrolment: WithPasskey,
  text: string,
): Promise<Recorded | undefined> {
  const proofs = await withProof(enrolment, text);
  if (enrolment.kind === "browser") await machineOf(services.db, enrolment);
  const isLast = proofs.extension !== null && proofs.device !== null;
  return isLast ? bind(services, enrolment, proofs) : addOne(services, enrolment, proofs);
}

/** Verifies a proof and adds it to the others. A proof that is sent twice counts like one that is sent once. */
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

/** Makes the bound set in one transaction. @returns undefined if the enrolment has changed since it was read */
async function bind(
  services: WithClock & WithConfig & WithDb & WithKeys & WithRandom,
  enrolment: WithPasskey,
  proofs: Proofs,
): Promise<"pending" | "active" | undefined> {
  const now = services.clock();
  const receipt = await signReceipt(services, enrolment);
  const signed = [await enrolmentRequest.read(enrolment.request), await nonce.read(enrolment.meeting.nonce)];
  return services.db.transaction().execute(async (trx) => {
    await takeTurnOfKind(trx, enrolment);
    await demandKeysKept(trx, signed);
    const machine = await holdOrigin(trx, enrolment);
    if ((await holdEnrolment(trx, enrolment.id))?.version !== enrolment.version) return undefined;
    const bound =
      machine === undefined ? await make(services, trx, enrolment, now) : await addTo(trx, machine, enrolment, now);
    await settle(trx, enrolment, proofs, bound, receipt, now);
    return bound.active ? "active" : "pending";
  });
}

/** Machines are bound one at a time, so that it is certain which is the first of all. Browsers of one machine are counted. */
const takeTurnOfKind = (trx: Trx, { kind, deviceJkt }: WithPasskey): Promise<void> =>
  kind === "machine" ? takeTurn(trx, "bootstrap") : takeTurnOf(trx, "browsers", deviceJkt);

/**
 * Holds what the enrolment began with: the ticket, the person, and for a further browser its machine.
 *
 * @returns the machine that a browser joins
 */
async function holdOrigin(trx: Trx, enrolment: WithPasskey): Promise<Party | undefined> {
  const { kind, ticketHash, userId } = enrolment;
  if (ticketHash !== null) await holdTicket(trx, ticketHash);
  await demandActiveUser(trx, userId);
  return kind === "browser" ? holdMachine(trx, enrolment) : undefined;
}

/** Moves the enrolment to `pending`, or to its end where the bound set is active at once, and logs it. */
async function settle(
  trx: Trx,
  enrolment: WithPasskey,
  proofs: Proofs,
  bound: BoundNow,
  receipt: string,
  now: number,
): Promise<void> {
  const at = Math.floor(now / 1000);
  const next = bound.active
    ? complete(enrolment, proofs, bound.id, receipt, { by: "bootstrap_ticket", at })
    : wait(enrolment, proofs, bound.id, at);
  if (next === undefined || !(await moveEnrolment(trx, enrolment, next))) refuse("enrolment_settled", "enrolment");
  const state = bound.active ? "active" : "pending";
  const data = { kind: enrolment.kind, bound_set_id: bound.id, user_id: enrolment.userId, state } as const;
  await append(trx, enrolmentCompleted(now, enrolment.id, data));
}

interface BoundNow {
  readonly id: string;
  readonly active: boolean;
}

/** Holds the machine of a further browser, and judges it again: minutes have passed since the passkey vouched. */
async function holdMachine(trx: Trx, enrolment: WithPasskey): Promise<Party> {
  const passkey = enrolment.passkey.passkey.credential_id;
  const { id } = await machineOf(trx, enrolment);
  return (await holdParty(trx, id, { passkey })) ?? refuse("device_unknown", "enrolment.device");
}

const machineOf = async (db: Db | Trx, { deviceJkt }: WithPasskey): Promise<Party> =>
  (await findParty(db, { device: deviceJkt })) ?? refuse("device_unknown", "enrolment.device");

/**
 * A further browser joins the bound set of its machine, and waits for the administrator like a machine: a device key that was
 * copied and a passkey must not be enough to bring in an extension of one's own (protocol §1, §3.7).
 */
async function addTo(trx: Trx, party: Party, enrolment: WithPasskey, now: number): Promise<BoundNow> {
  await addBrowser(trx, party, enrolment.meeting, now);
  return { id: party.id, active: false };
}

/** Makes a new bound set. That of the first machine, with the bootstrap ticket, is active at once (protocol §3.5). */
async function make(
  services: WithRandom,
  trx: Trx,
  enrolment: Enrolment & WithPasskey,
  now: number,
): Promise<BoundNow> {
  if (enrolment.ticketHash === null) throw new Error("an enrolment of a machine lacks its ticket");
  const ticket = await consumeTicket(trx, enrolment.ticketHash, enrolment.deviceJkt, now);
  // the enrolment had expired, and another machine of that person began with the ticket
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
