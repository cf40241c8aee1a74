import { checkReceipt } from "@nearside/shared/chain/enrolment/check-receipt.ts";
import type { User } from "@nearside/shared/claims.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { receipt } from "@nearside/shared/statements/receipt.ts";
import { Problem } from "../problems/problem.ts";
import { withBackOff } from "../server/back-off.ts";
import type { Connection } from "../server/connection.ts";
import { postToEnrolment } from "./enrolment-api.ts";
import { followEnrolment } from "./follow-enrolment.ts";
import type { Confirmed } from "./pending-enrolment.ts";

const SEND_WITHIN = 30_000;
/** An administrator may take days. A person who waits may interrupt this and continue later. Milliseconds. */
const LONGEST_WAIT = 30 * 24 * 60 * 60 * 1000;

interface Finished {
  readonly user: User;
  /** The receipt's text, verified (protocol §3.6). */
  readonly receipt: string;
}

/**
 * Finishes an enrolment whose words were confirmed (protocol §3.5, §3.6): sends the device key's proof, waits for the
 * administrator if one is needed, and for the receipt.
 *
 * @param onPending called once if an administrator has to type the words
 * @throws Problem, Refused
 */
export async function finishEnrolment(
  connection: Connection,
  device: Signer,
  confirmed: Confirmed,
  onPending: (words: readonly string[]) => void,
): Promise<Finished> {
  const { issuer, keys } = connection;
  const request = await enrolmentRequest.read(confirmed.enrolment_request);
  const id = request.claims.jti;
  const until = connection.now() + LONGEST_WAIT;
  let view = await followEnrolment(connection, device, id, ["passkey", "pending", "active"], until);
  if (view.state === "passkey") {
    if (view.device_proof === null) await sendProof(connection, device, id, confirmed.proof);
    view = await followEnrolment(connection, device, id, ["pending", "active"], until);
  }
  if (view.state === "pending") {
    onPending(confirmed.words);
    view = await followEnrolment(connection, device, id, ["active"], until);
  }
  if (view.receipt === null) throw new Problem("server_malformed", "(the receipt is missing)");
  const read = await receipt.read(view.receipt);
  await checkReceipt(
    read,
    { request, extension: confirmed.extension_jkt, passkey: confirmed.passkey },
    { issuer, serverKeys: await keys.current() },
  );
  return { user: read.claims.user, receipt: read.jws };
}

/** Sends the device key's proof. If its answer was lost, the enrolment may be settled already: the next look will tell. */
async function sendProof(connection: Connection, device: Signer, id: string, proof: string): Promise<void> {
  const say = () => postToEnrolment(connection, device, id, { proof });
  try {
    await withBackOff(say, connection.now() + SEND_WITHIN, connection);
  } catch (error) {
    if (!(error instanceof Problem && error.code === "enrolment_settled")) throw error;
  }
}
