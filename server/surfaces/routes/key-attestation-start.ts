import type { StartKeyAttestation } from "@nearside/shared/api/key-attestations.ts";
import type { Call } from "../../platform/http/call.ts";
import { startKeyAttestation } from "../../protocol/enrolment/key-attestation/start-key-attestation.ts";
import { limitWrongTickets } from "../../protocol/enrolment/limit-tickets.ts";
import { demandTicketFor } from "../../protocol/enrolment/start-enrolment.ts";
import { demandDpop } from "../../protocol/tokens/demand-dpop.ts";
import type { Services } from "../services.ts";

/** POST /api/key-attestations (protocol §3.8): for whoever may begin an enrolment with that ticket, and nobody else. */
export const keyAttestationStart = (services: Services) => async (c: Call, body: StartKeyAttestation) => {
  const address = services.addressOf(c);
  const { jkt } = await demandDpop(services, c, (key) =>
    limitWrongTickets(services, address, () => demandTicketFor(services, body, { jkt: key, address })),
  );
  return c.json(await startKeyAttestation(services, body, jkt), 201);
};
