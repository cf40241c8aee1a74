import type { startEnrolmentSchema } from "@nearside/shared/api/enrolments.ts";
import { judgeTimes } from "@nearside/shared/chain/judge-times.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Loopback } from "@nearside/shared/claims.ts";
import { newEnrolmentId } from "@nearside/shared/ids.ts";
import {
  CLOCK_LEEWAY_SECONDS,
  DEVICE_STATEMENT_SECONDS,
  ENROLMENT_REQUEST_SECONDS,
} from "@nearside/shared/lifetimes.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import type { PublicJwk } from "@nearside/shared/signing/keys.ts";
import { browserStatement } from "@nearside/shared/statements/browser.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import type * as v from "valibot";
import { append } from "../audit/event-log.ts";
import { enrolmentStarted } from "../audit/events/enrolment-started.ts";
import { checkStanding } from "../directory/check-standing.ts";
import { logDeviceRefusal } from "../directory/log-device-refusal.ts";
import { findPartyByDevice } from "../directory/party.ts";
import { demandActiveUser } from "../directory/users.ts";
import { type Ground, secondsNow } from "../ground.ts";
import { spend } from "../limits/spend.ts";
import { firstSeen } from "../oauth/replay-store.ts";
import type { Trx } from "../store/database.ts";
import { endAttempts } from "./end-attempts.ts";
import type { EnrolmentAsked } from "./enrolment.ts";
import { insertEnrolment } from "./enrolment-store.ts";
import { logAttestationRefusal } from "./key-attestation/log-attestation-refusal.ts";
import { type AttestedKey, proveKeyStorage } from "./key-attestation/prove-key-storage.ts";
import { useUpChallenge } from "./key-attestation/use-up-challenge.ts";
import { logTicketRefusal } from "./log-ticket-refusal.ts";
import { demandKeyStorage } from "./meet-demands.ts";
import { demandTicket, reserveTicket } from "./ticket-store.ts";

type Asked = v.InferOutput<typeof startEnrolmentSchema>;
type MachineAsked = Extract<Asked, { kind: "machine" }>;
type BrowserAsked = Extract<Asked, { kind: "browser" }>;

/** Who asks: the key of the DPoP proof, and the address the server saw. */
export interface Asking {
  readonly jkt: string;
  readonly jwk: PublicJwk;
  readonly address: string;
}

/**
 * Whether that device key may begin one at all: with that ticket, or as a key that is enrolled. It is asked again when the
 * enrolment is written.
 *
 * @throws TicketRefused, Refused `device_unknown`
 */
export async function demandMayStart(
  ground: Ground,
  asked: Asked,
  asking: Pick<Asking, "jkt" | "address">,
): Promise<void> {
  const { db } = ground;
  if (asked.kind === "machine") await demandTicketFor(ground, asked, asking);
  else if ((await findPartyByDevice(db, asking.jkt)) === undefined) refuse("device_unknown", "browser_statement.iss");
}

/** Demands that the device key may begin an enrolment with that ticket. @throws TicketRefused */
export async function demandTicketFor(
  ground: Ground,
  { ticket, user }: Pick<MachineAsked, "ticket" | "user">,
  { jkt, address }: Pick<Asking, "jkt" | "address">,
): Promise<void> {
  await logTicketRefusal(ground, { ticket, user, deviceJkt: jkt, address }, () =>
    demandTicket(ground.db, ticket, user, jkt, ground.clock()),
  );
}

/**
 * Begins an enrolment (protocol §3.2, §3.7).
 *
 * @returns the enrolment request, compact JWS
 * @throws Refused
 */
export const startEnrolment = (ground: Ground, asked: Asked, asking: Asking): Promise<string> =>
  asked.kind === "machine" ? startMachine(ground, asked, asking) : startBrowser(ground, asked, asking);

async function startMachine(ground: Ground, asked: MachineAsked, asking: Asking): Promise<string> {
  if ((await findPartyByDevice(ground.db, asking.jkt)) !== undefined)
    await logDeviceRefusal(ground, "machine", asking, async () => refuse("key_already_bound", "device_key"));
  const shown = { ticket: asked.ticket, user: asked.user, deviceJkt: asking.jkt, address: asking.address };
  return logAttestationRefusal(ground, shown, async () => {
    const { machine, key_attestation } = asked;
    const attested = await proveKeyStorage(ground, machine.key_storage, key_attestation, asking);
    return logTicketRefusal(ground, shown, () => startWithTicket(ground, asked, asking, attested));
  });
}

/** What is refused here has reserved nothing: it is one transaction. */
async function startWithTicket(
  ground: Ground,
  asked: MachineAsked,
  asking: Asking,
  attested: AttestedKey | null,
): Promise<string> {
  const { key_storage: keyStorage, hostname, os, account } = asked.machine;
  const machine = { keyStorage, hostname, os, account };
  const now = ground.clock();
  const { signed, ended } = await ground.db.transaction().execute(async (trx) => {
    const ticket = await reserveTicket(trx, asked.ticket, asked.user, asking.jkt, now);
    demandKeyStorage(ticket.demands, keyStorage);
    // a new try of that machine takes the place of those before
    const ended = await endAttempts(trx, ticket.hash, { reason: "superseded", now }, asking.jkt);
    const user = { id: ticket.userId, name: ticket.userName };
    const from = { kind: "machine", ticketHash: ticket.hash, machine, browserStatement: null, attested } as const;
    return { ended, signed: await insert(ground, trx, asking, user, asked.loopback, from, null) };
  });
  for (const id of ended) ground.changes.announce(id);
  return signed;
}

async function startBrowser(ground: Ground, asked: BrowserAsked, asking: Asking): Promise<string> {
  const statement = await browserStatement.read(asked.browser_statement);
  const { claims, header } = statement;
  const party = await findPartyByDevice(ground.db, asking.jkt);
  if (party === undefined) refuse("device_unknown", "browser_statement.iss");
  return logDeviceRefusal(ground, "browser", asking, async () => {
    if (claims.iss !== asking.jkt || header.kid !== asking.jkt) refuse("key_mismatch", "browser_statement.iss");
    await verifySignature(statement, party.device.jwk);
    if (claims.aud !== ground.config.issuer) refuse("wrong_audience", "browser_statement.aud");
    judgeTimes(claims, secondsNow(ground), DEVICE_STATEMENT_SECONDS);
    checkStanding(party);
    const { keyStorage, hostname, os } = party.device;
    const machine = { keyStorage, hostname, os, account: "" };
    return ground.db.transaction().execute(async (trx) => {
      const forgetAt = (claims.exp + CLOCK_LEEWAY_SECONDS + 1) * 1000;
      if (!(await firstSeen(trx, "browser", claims.iss, claims.jti, forgetAt)))
        refuse("replayed", "browser_statement.jti");
      await demandActiveUser(trx, party.user.id); // nobody leaves while one begins
      const browser = { kind: "browser", ticketHash: null, browserStatement: statement.jws } as const;
      const from = { ...browser, machine, attested: null };
      return insert(ground, trx, asking, party.user, claims.loopback, from, statement.hash);
    });
  });
}

/** What an enrolment rests on. */
interface Origin extends Pick<EnrolmentAsked, "kind" | "ticketHash" | "machine" | "browserStatement"> {
  readonly attested: AttestedKey | null;
}

async function insert(
  ground: Ground,
  trx: Trx,
  asking: Asking,
  user: { readonly id: string; readonly name: string },
  loopback: Loopback,
  { attested, ...from }: Origin,
  browserHash: string | null,
): Promise<string> {
  await spend(ground, "enrolments_of_machine", asking.jkt); // its ticket, or its statement, was found good
  const id = newEnrolmentId(ground.random);
  const iat = secondsNow(ground);
  const now = ground.clock();
  const signed = await enrolmentRequest.sign(ground.keys.signer, {
    iss: ground.config.issuer,
    jti: id,
    user: { id: user.id, name: user.name },
    device_jkt: asking.jkt,
    browser: browserHash,
    loopback,
    iat,
    exp: iat + ENROLMENT_REQUEST_SECONDS,
  });
  const enrolment = {
    ...from,
    keyAttestation: attested?.shown ?? null,
    id,
    state: "waiting",
    userId: user.id,
    deviceJkt: asking.jkt,
    deviceJwk: JSON.stringify(asking.jwk),
    request: signed,
    address: asking.address,
    createdAt: now,
    expiresAt: (iat + ENROLMENT_REQUEST_SECONDS) * 1000,
  } as const;
  await insertEnrolment(trx, enrolment, loopback);
  const { kind, ticketHash: ticket_hash } = from;
  const data = { kind, user_id: user.id, device_jkt: asking.jkt, ticket_hash, address: asking.address };
  await append(trx, enrolmentStarted(now, id, data), { address: asking.address });
  if (attested !== null) await useUpChallenge(trx, attested, id, now);
  return signed;
}
