import { deviceApi } from "@nearside/shared/api/devices.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Call } from "../../platform/http/call.ts";
import type { WithAddressOf } from "../../platform/http/client-address.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import { postEntry, type Route } from "../../platform/http/route.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { demandDevice, recordKeyInKeyring } from "../../protocol/enrolment/record-key-in-keyring.ts";
import type { RuleServices } from "../../protocol/rules/rule-services.ts";
import { takePostureReport } from "../../protocol/rules/take-posture-report.ts";
import { demandDpop } from "../../protocol/tokens/demand-dpop.ts";
import type { WithDpopNonces } from "../../protocol/tokens/dpop-nonce.ts";

type DeviceServices = RuleServices & WithAddressOf & WithBudgets & WithConfig & WithDpopNonces;

/** An enrolled machine reports about itself, with a DPoP proof or a statement by its device key. */
export const deviceRoutes = (services: DeviceServices): readonly Route[] => [
  postEntry(deviceApi.keyStorage, "requests", (c) => takeKeyStorage(services, c)),
  postEntry(deviceApi.posture, "requests", async (c, { posture }) =>
    c.json(await takePostureReport(services, posture, services.addressOf(c))),
  ),
];

/** The machine moved its key from a file to the keyring (protocol §3.9). */
async function takeKeyStorage(services: WithClock & WithConfig & WithDb & WithDpopNonces, c: Call): Promise<Response> {
  const { jkt } = await demandDpop(services, c, (key) => demandDevice(services, key));
  if ((await recordKeyInKeyring(services, jkt)) === "proven")
    throw new HttpError(
      "invalid_request",
      "This key is one that a TPM keeps and that can't leave it. Nothing was changed.",
    );
  return c.body(null, 204);
}
