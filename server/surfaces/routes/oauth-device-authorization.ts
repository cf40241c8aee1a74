import { Refused } from "@nearside/shared/refused.ts";
import type { Call } from "../../platform/http/call.ts";
import { OauthError } from "../../platform/http/oauth-error.ts";
import { secondsNow } from "../../platform/surroundings.ts";
import { admitDevice } from "../../protocol/login/admit-device.ts";
import { demandAsked } from "../../protocol/login/demand-asked.ts";
import type { DeviceAuthorizationForm } from "../../protocol/login/device-authorization-form.ts";
import { startLogin } from "../../protocol/login/start-login.ts";
import { refusedRequest } from "../../protocol/tokens/refused-proof.ts";
import { demandCommandLine } from "../../register/clients/find-client.ts";
import type { Services } from "../services.ts";

/** POST /oauth/device_authorization (RFC 8628 §3.1, protocol §4.1). */
export const oauthDeviceAuthorization = (services: Services) => async (c: Call, form: DeviceAuthorizationForm) => {
  const client = await demandCommandLine(services, form.client_id);
  if (form.device_statement === undefined)
    throw new OauthError(
      "invalid_request",
      `device_statement is missing: a login here can be approved only on the machine that started it, and this program does not say which that is. Sign in by nearside login, or by another program that sends the statement. If this machine is not enrolled yet, enrol it first, by: nearside enroll ${services.config.issuer}`,
    );
  const asked = demandAsked(client, form, services.config.issuer);
  try {
    const from = { address: services.addressOf(c), userAgent: c.req.header("user-agent") };
    const admitted = await admitDevice(services, form.device_statement, from.address);
    const answer = await startLogin(services, admitted, client, asked, from);
    c.header("DPoP-Nonce", services.dpopNonces.current()); // spares the first poll a round trip (RFC 9449 §8.2)
    return c.json(answer);
  } catch (error) {
    throw error instanceof Refused ? refusedRequest(error, secondsNow(services)) : error;
  }
};
