import { deviceApi } from "@nearside/shared/api/devices.ts";
import { hopEnd } from "@nearside/shared/statements/hop-end.ts";
import { type Place, placeId } from "@nearside/shared/statements/place.ts";
import type { EnrolledMachine } from "../../keys/enrolled-machine.ts";
import { withBackOff } from "../../server/back-off.ts";
import { type ConnectionWorld, connect, deviceClaims } from "../../server/connection.ts";
import { readDone } from "../../server/read-answer.ts";
import type { World } from "../../world/world.ts";

const TIMEOUT = 5000;

interface Ended {
  readonly machine: EnrolledMachine;
  readonly place: Place;
}

/**
 * Tells the server that the session with a host has ended, and its logins with it (protocol §10.5). If that does not arrive, each token
 * ends with its own minutes: no refresh gets a statement.
 *
 * @param triedFor a server that can't be reached is tried again for so many milliseconds
 */
export async function endPlace(
  world: World & Pick<ConnectionWorld, "clock">,
  { machine, place }: Ended,
  triedFor: number,
): Promise<void> {
  // The keeper may be ending itself, and this is what it still has to say.
  const connection = connect(machine.issuer, { ...world, stop: AbortSignal.timeout(triedFor) });
  try {
    const device = await machine.deviceSigner();
    const id = await placeId(place);
    const tell = async (): Promise<void> => {
      const place_end = await hopEnd.sign(device, {
        ...deviceClaims(connection, device),
        place: id,
      });
      const answer = await connection.http.send({
        method: "POST",
        url: `${machine.issuer}${deviceApi.placeEnd.address}`,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ place_end }),
        timeout: TIMEOUT,
      });
      readDone(answer);
    };
    await withBackOff(tell, world.now() + triedFor, connection);
  } finally {
    connection.http.close();
  }
}
