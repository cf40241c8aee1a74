import type { Signer } from "@nearside/shared/signing/keys.ts";
import { connect } from "../server/connection.ts";
import type { World } from "../world.ts";
import { sayOfEnrolment } from "./enrolment-api.ts";

/** Milliseconds: a command that was stopped does not hang on a server that is away. */
const WITHIN = 2000;

/**
 * Tells the server that a stopped command line comes to no proofs, so that its ticket is good again at once, here or on another
 * machine (protocol §3.2). Where that fails, the enrolment ends by its own time.
 */
export async function giveTicketBack(world: World, issuer: string, device: Signer, id: string): Promise<void> {
  // An enrolment that was stopped can't go on with it.
  const connection = connect(issuer, { ...world, stop: AbortSignal.timeout(WITHIN) });
  try {
    await sayOfEnrolment(connection, device, id, { reason: "cancelled" });
  } catch {
    // it said what it could
  } finally {
    connection.http.close();
  }
}
