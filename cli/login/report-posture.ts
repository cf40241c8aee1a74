import { deviceApi, postureAnswerSchema } from "@nearside/shared/api/devices.ts";
import type { Posture } from "@nearside/shared/posture/posture.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { postureStatement } from "@nearside/shared/statements/posture.ts";
import type * as v from "valibot";
import type { EnrolledMachine } from "../keys/enrolled-machine.ts";
import { type Connection, deviceClaims } from "../server/connection.ts";
import { readAnswer } from "../server/read-answer.ts";
import { correctClock } from "../server/server-clock.ts";
import { ServerRefusal } from "../server/server-refusal.ts";

type PostureAnswer = v.InferOutput<typeof postureAnswerSchema>;

const TIMEOUT = 10_000;

/**
 * Says to the server what this machine sees of its own protection, by the device key (protocol §4.8).
 *
 * @returns undefined if the server takes no such word
 * @throws ServerRefusal, Unreachable, Problem; KeyFileError, KeyringError, TpmError
 */
export async function reportPosture(
  connection: Connection,
  machine: Pick<EnrolledMachine, "deviceSigner">,
): Promise<PostureAnswer | undefined> {
  const { posture } = await connection.postureClaim();
  if (posture === undefined) return undefined;
  const device = await machine.deviceSigner();
  try {
    return await send(connection, device, posture);
  } catch (error) {
    if (!(error instanceof ServerRefusal && correctClock(connection.clock, error))) throw error;
    return send(connection, device, posture);
  }
}

async function send(connection: Connection, device: Signer, posture: Posture) {
  const { issuer, http } = connection;
  const statement = await postureStatement.sign(device, {
    ...deviceClaims(connection, device),
    posture,
  });
  const answer = await http.send({
    method: "POST",
    url: `${issuer}${deviceApi.posture.address}`,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ posture: statement }),
    timeout: TIMEOUT,
  });
  return readAnswer(answer, postureAnswerSchema);
}
