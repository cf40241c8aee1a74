import type { WithConfig } from "../../platform/config/config.ts";
import type { Call } from "../../platform/http/call.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { demandDevice, recordKeyInKeyring } from "../../protocol/enrolment/record-key-storage.ts";
import { demandDpop } from "../../protocol/tokens/demand-dpop.ts";
import type { WithDpopNonces } from "../../protocol/tokens/dpop-nonce.ts";

/** POST /api/devices/key-storage, DPoP by the device key (protocol §3.9). */
export const deviceKeyStorage = (services: WithClock & WithConfig & WithDb & WithDpopNonces) => async (c: Call) => {
  const { jkt } = await demandDpop(services, c, (key) => demandDevice(services, key));
  if ((await recordKeyInKeyring(services, jkt)) === "proven")
    throw new HttpError(
      "invalid_request",
      "This key is one that a TPM keeps and that can't leave it. Nothing was changed.",
    );
  return c.body(null, 204);
};
