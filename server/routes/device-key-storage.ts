import { demandDevice, recordKeyInKeyring } from "../enrolment/record-key-storage.ts";
import type { Ground } from "../ground.ts";
import { HttpError } from "../http/http-error.ts";
import type { Call } from "../http/route.ts";
import { demandDpop } from "../oauth/demand-dpop.ts";

/** POST /api/devices/key-storage, DPoP by the device key (protocol §3.9). */
export const deviceKeyStorage = (ground: Ground) => async (c: Call) => {
  const { jkt } = await demandDpop(ground, c, (key) => demandDevice(ground, key));
  if ((await recordKeyInKeyring(ground, jkt)) === "proven")
    throw new HttpError(
      "invalid_request",
      "This key is one that a TPM keeps and that can't leave it. Nothing was changed.",
    );
  return c.body(null, 204);
};
