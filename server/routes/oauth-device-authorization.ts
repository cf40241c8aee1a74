import { Refused } from "@nearside/shared/refused.ts";
import { demandCommandLine } from "../clients/find-client.ts";
import { type Ground, secondsNow } from "../ground.ts";
import type { Call } from "../http/route.ts";
import { admitDevice } from "../login/admit-device.ts";
import { startLogin } from "../login/start-login.ts";
import { demandAsked } from "../oauth/demand-asked.ts";
import type { DeviceAuthorizationForm } from "../oauth/device-authorization-form.ts";
import { OauthError } from "../oauth/oauth-error.ts";
import { refusedRequest } from "../oauth/refused-proof.ts";

/** POST /oauth/device_authorization (RFC 8628 §3.1, protocol §4.1). */
export const oauthDeviceAuthorization = (ground: Ground) => async (c: Call, form: DeviceAuthorizationForm) => {
  const client = await demandCommandLine(ground, form.client_id);
  if (form.device_statement === undefined)
    throw new OauthError(
      "invalid_request",
      `device_statement is missing: a login here can be approved only on the machine that started it, and this program does not say which that is. Sign in by nearside login, or by another program that sends the statement. If this machine is not enrolled yet, enrol it first, by: nearside enroll ${ground.config.issuer}`,
    );
  const asked = demandAsked(client, form, ground.config.issuer);
  try {
    const from = { address: ground.addressOf(c), userAgent: c.req.header("user-agent") };
    const admitted = await admitDevice(ground, form.device_statement, from.address);
    const answer = await startLogin(ground, admitted, client, asked, from);
    c.header("DPoP-Nonce", ground.dpopNonces.current()); // spares the first poll a round trip (RFC 9449 §8.2)
    return c.json(answer);
  } catch (error) {
    throw error instanceof Refused ? refusedRequest(error, secondsNow(ground)) : error;
  }
};
