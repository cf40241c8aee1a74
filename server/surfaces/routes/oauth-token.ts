import type { Call } from "../../platform/http/call.ts";
import { demandGrant } from "../../protocol/tokens/grants.ts";
import type { TokenForm } from "../../protocol/tokens/token-form.ts";
import type { Services } from "../services.ts";

/** POST /oauth/token (RFC 6749 §3.2, RFC 8628 §3.4, RFC 8693 §2, RFC 9449 §5, protocol §4.6). */
export const oauthToken = (services: Services) => async (c: Call, form: TokenForm) => {
  const grant = await demandGrant(services, form);
  const answer = await grant(services, c, form);
  c.header("Pragma", "no-cache"); // RFC 6749 §5.1; Cache-Control is on every answer
  return c.json(answer);
};
