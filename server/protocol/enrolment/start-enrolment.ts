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
import { append } from "../../platform/audit/event-log.ts";
import { enrolmentStarted } from "../../platform/audit/events/enrolments.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import { spend } from "../../platform/limits/spend.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import { secondsNow, type WithClock, type WithRandom } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import type { RequestedEnrolment } from "../../register/enrolments/enrolment.ts";
import { insertEnrolment } from "../../register/enrolments/enrolment-store.ts";
import { demandTicket, reserveTicket } from "../../register/enrolments/ticket-store.ts";
import { demandDevice } from "../../register/machines/find-party.ts";
import { logDeviceRefusal } from "../../register/machines/log-device-refusal.ts";
import { findPartyInAnyState } from "../../register/machines/party.ts";
import { demandActiveUser } from "../../register/people/users.ts";
import { firstSeen } from "../../register/tokens/seen-messages.ts";
import { logAttestationRefusal } from "./key-attestation/log-attestation-refusal.ts";
import { type AttestedKey, proveKeyStorage } from "./key-attestation/prove-key-storage.ts";
import type { WithTpmRoots } from "./key-attestation/tpm-roots.ts";
import { useUpChallenge } from "./key-attestation/use-up-challenge.ts";
import { endAttempts } from "./tickets/end-attempts.ts";
import { logTicketRefusal } from "./tickets/shown-ticket.ts";
import { demandKeyStorage } from "./tickets/ticket-demands.ts";

type StartRequest = v.InferOutput<typeof startEnrolmentSchema>;
type MachineRequest = Extract<StartRequest, { kind: "machine" }>;
type BrowserRequest = Extract<StartRequest, { kind: "browser" }>;

/** The device: the key of the DPoP proof, and the address that the server saw. */
interface AskingDevice {
  readonly jkt: string;
  readonly jwk: PublicJwk;
  readonly address: string;
}

/**
 * Demands that the device key may begin an enrolment: with that ticket, or as a key that is enrolled. This is judged once more
 * when the enrolment is written.
 *
 * @throws TicketRefused, Refused `device_unknown`, and the code of a machine that is not active
 */
export async function demandMayStart(
  services: WithClock & WithDb,
  request: StartRequest,
  device: Pick<AskingDevice, "jkt" | "address">,
): Promise<void> {
  if (request.kind === "machine") await demandTicketFor(services, request, device);
  else await demandMachine(services, device);
}

/** Demands the active machine that asks for a further browser. @throws Refused */
const demandMachine = (services: WithClock & WithDb, { jkt, address }: Pick<AskingDevice, "jkt" | "address">) =>
  demandDevice(services, "browser", { jkt, address, field: "browser_statement.iss" });

/** Demands that the device key may begin an enrolment with that ticket. @throws TicketRefused */
export async function demandTicketFor(
  services: WithClock & WithDb,
  { ticket, user }: Pick<MachineRequest, "ticket" | "user">,
  { jkt, address }: Pick<AskingDevice, "jkt" | "address">,
): Promise<void> {
  await logTicketRefusal(services, { ticket, user, deviceJkt: jkt }, address, () =>
    demandTicket(services.db, ticket, user, jkt, services.clock()),
  );
}

/**
 * Begins an enrolment (protocol §3.2, §3.7).
 *
 * @returns the enrolment request, compact JWS
 * @throws Refused
 */
export const startEnrolment = (
  services: WithBudgets & WithChanges & WithClock & WithConfig & WithDb & WithKeys & WithRandom & WithTpmRoots,
  request: StartRequest,
  device: AskingDevice,
): Promise<string> =>
  request.kind === "machine" ? startMachine(services, request, device) : startBrowser(services, request, device);

async function startMachine(
  services: WithBudgets & WithChanges & WithClock & WithConfig & WithDb & WithKeys & WithRandom & WithTpmRoots,
  request: MachineRequest,
  device: AskingDevice,
): Promise<string> {
  if ((await findPartyInAnyState(services.db, { device: device.jkt }, "a key is bound once")) !== undefined)
    await logDeviceRefusal(services, "machine", device, async () => refuse("key_already_bound", "device_key"));
  const shown = { ticket: request.ticket, user: request.user, deviceJkt: device.jkt };
  return logAttestationRefusal(services, shown, async () => {
    const { machine, key_attestation } = request;
    const attested = await proveKeyStorage(services, machine.key_storage, key_attestation, device);
    return logTicketRefusal(services, shown, device.address, () =>
      startWithTicket(services, request, device, attested),
    );
  });
}

/** Begins the enrolment in one transaction, so a refusal reserves nothing. */
async function startWithTicket(
  services: WithBudgets & WithChanges & WithClock & WithConfig & WithDb & WithKeys & WithRandom,
  request: MachineRequest,
  device: AskingDevice,
  attested: AttestedKey | null,
): Promise<string> {
  const { key_storage: keyStorage, hostname, os, account } = request.machine;
  const machine = { keyStorage, hostname, os, account };
  const now = services.clock();
  const { signed, ended } = await services.db.transaction().execute(async (trx) => {
    const ticket = await reserveTicket(trx, request.ticket, request.user, device.jkt, now);
    demandKeyStorage(ticket.demands, keyStorage);
    // a new try of that machine takes the place of those before
    const ended = await endAttempts(trx, ticket.hash, { reason: "superseded", now }, device.jkt);
    const user = { id: ticket.userId, name: ticket.userName };
    const origin = { kind: "machine", ticketHash: ticket.hash, machine, browserStatement: null } as const;
    const start = { device, user, loopback: request.loopback, origin, attested, browserHash: null };
    return { ended, signed: await begin(services, trx, start) };
  });
  for (const id of ended) services.changes.announce(id);
  return signed;
}

async function startBrowser(
  services: WithBudgets & WithClock & WithConfig & WithDb & WithKeys & WithRandom,
  request: BrowserRequest,
  device: AskingDevice,
): Promise<string> {
  const statement = await browserStatement.read(request.browser_statement);
  const { claims, header } = statement;
  const party = await demandMachine(services, device);
  return logDeviceRefusal(services, "browser", device, async () => {
    if (claims.iss !== device.jkt || header.kid !== device.jkt) refuse("key_mismatch", "browser_statement.iss");
    await verifySignature(statement, party.device.jwk);
    if (claims.aud !== services.config.issuer) refuse("wrong_audience", "browser_statement.aud");
    judgeTimes(claims, secondsNow(services), DEVICE_STATEMENT_SECONDS);
    const { keyStorage, hostname, os } = party.device;
    const machine = { keyStorage, hostname, os, account: "" };
    return services.db.transaction().execute(async (trx) => {
      const forgetAt = (claims.exp + CLOCK_LEEWAY_SECONDS + 1) * 1000;
      if (!(await firstSeen(trx, "browser", claims.iss, claims.jti, forgetAt)))
        refuse("replayed", "browser_statement.jti");
      await demandActiveUser(trx, party.user.id); // the person can't leave while an enrolment begins
      const origin = { kind: "browser", ticketHash: null, machine, browserStatement: statement.jws } as const;
      const { user } = party;
      const { loopback } = claims;
      return begin(services, trx, { device, user, loopback, origin, attested: null, browserHash: statement.hash });
    });
  });
}

/** An enrolment that begins. */
interface EnrolmentStart {
  readonly device: AskingDevice;
  readonly user: { readonly id: string; readonly name: string };
  readonly loopback: Loopback;
  readonly origin: Pick<RequestedEnrolment, "kind" | "ticketHash" | "machine" | "browserStatement">;
  /** The key that a TPM attested; null without such a proof. */
  readonly attested: AttestedKey | null;
  /** Hash of the statement by which a machine asks for a further browser; null for a machine. */
  readonly browserHash: string | null;
}

/** Signs the request of the enrolment and stores it. @returns the request, compact JWS */
async function begin(
  services: WithBudgets & WithClock & WithConfig & WithKeys & WithRandom,
  trx: Trx,
  { device, user, loopback, origin, attested, browserHash }: EnrolmentStart,
): Promise<string> {
  await spend(services, "enrolments_of_machine", device.jkt); // its ticket, or its statement, was found good
  const id = newEnrolmentId(services.random);
  const iat = secondsNow(services);
  const now = services.clock();
  const signed = await enrolmentRequest.sign(services.keys.signer, {
    iss: services.config.issuer,
    jti: id,
    user: { id: user.id, name: user.name },
    device_jkt: device.jkt,
    browser: browserHash,
    loopback,
    iat,
    exp: iat + ENROLMENT_REQUEST_SECONDS,
  });
  const enrolment = {
    ...origin,
    keyAttestation: attested?.shown ?? null,
    id,
    state: "waiting",
    userId: user.id,
    deviceJkt: device.jkt,
    deviceJwk: JSON.stringify(device.jwk),
    request: signed,
    address: device.address,
    createdAt: now,
    expiresAt: (iat + ENROLMENT_REQUEST_SECONDS) * 1000,
  } as const;
  await insertEnrolment(trx, enrolment, loopback);
  const { kind, ticketHash: ticket_hash } = origin;
  const data = { kind, user_id: user.id, device_jkt: device.jkt, ticket_hash, address: device.address };
  await append(trx, enrolmentStarted(now, id, data), { address: device.address });
  if (attested !== null) await useUpChallenge(trx, attested, id, now);
  return signed;
}
