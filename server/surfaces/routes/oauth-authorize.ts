import { ENDPOINTS } from "@nearside/shared/oauth/endpoints.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Call } from "../../platform/http/call.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import { OauthError } from "../../platform/http/oauth-error.ts";
import { readText } from "../../platform/http/read-body.ts";
import { readForm } from "../../platform/http/read-form.ts";
import { MAX_BODY } from "../../platform/http/route.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import { refusedRedirect } from "../../protocol/tokens/authorization-refusal.ts";

/** A page for the person whose browser was sent here. It contains nothing of the address. */
const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Nothing was started</title>
<h1>Nothing was started</h1>
<p>A program sent your browser here to begin a login. This server begins none in that way, and the address does not say where
to send you back to. Nothing was approved.</p>
<p>Close this page and start the login in the program itself. If it comes here again, its maker has to use the device
authorization grant, as the Nearside command line and SDK do.</p>
</html>
`;

const NOTHING_STARTED =
  "This server starts no login from a browser, and client_id and redirect_uri do not say where to send it back to. Use the device authorization grant.";

/** GET and POST /oauth/authorize (RFC 6749 §3.1) refuse every request, and redirect only where RFC 6749 §4.1.2.1 allows it. */
export const oauthAuthorize = (services: WithConfig & WithDb & WithLog) => async (c: Call) => {
  const parameters = await parametersOf(c);
  const back = parameters && (await refusedRedirect(services, parameters));
  services.log.info(
    { route: ENDPOINTS.authorization_endpoint, redirected: back !== undefined },
    "nothing is granted here",
  );
  if (back === undefined) return refuse(c);
  return c.redirect(back, 303); // so that the browser does not post a posted form on (RFC 9700 §4.12)
};

/** Refuses with a page if a browser asks for one, otherwise with JSON. */
function refuse(c: Call): Response {
  if (/\btext\/html\b/i.test(c.req.header("accept") ?? "")) return c.html(PAGE, 400);
  throw new OauthError("invalid_request", NOTHING_STARTED);
}

/** @returns undefined if the parameters can't be read, or one is repeated (RFC 6749 §3.1) */
async function parametersOf(c: Call) {
  try {
    const { search } = new URL(c.req.url);
    const isForm = c.req.method === "POST";
    return readForm(isForm ? await readText(c, "application/x-www-form-urlencoded", MAX_BODY) : search.slice(1), []);
  } catch (error) {
    if (error instanceof HttpError) return undefined;
    throw error;
  }
}
