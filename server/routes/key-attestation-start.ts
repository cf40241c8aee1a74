import type { StartKeyAttestation } from "@nearside/shared/api/key-attestations.ts";
import { startKeyAttestation } from "../enrolment/key-attestation/start-key-attestation.ts";
import { demandTicketFor } from "../enrolment/start-enrolment.ts";
import type { Ground } from "../ground.ts";
import type { Call } from "../http/route.ts";
import { limitWrongTickets } from "../limits/limit-tickets.ts";
import { demandDpop } from "../oauth/demand-dpop.ts";

/** POST /api/key-attestations (protocol §3.8): for whoever may begin an enrolment with that ticket, and nobody else. */
export const keyAttestationStart = (ground: Ground) => async (c: Call, body: StartKeyAttestation) => {
  const address = ground.addressOf(c);
  const { jkt } = await demandDpop(ground, c, (key) =>
    limitWrongTickets(ground, address, () => demandTicketFor(ground, body, { jkt: key, address })),
  );
  return c.json(await startKeyAttestation(ground, body, jkt), 201);
};
