import { AUTHORIZE_PAGE } from "@nearside/shared/api/approval-address.ts";
import { ENDPOINTS } from "@nearside/shared/oauth/endpoints.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Call } from "../../platform/http/call.ts";
import type { WithAddressOf } from "../../platform/http/client-address.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import { OauthError } from "../../platform/http/oauth-error.ts";
import { readText } from "../../platform/http/read-body.ts";
import { readForm } from "../../platform/http/read-form.ts";
import { MAX_BODY } from "../../platform/http/route.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom, WithStopping } from "../../platform/surroundings.ts";
import type { WithClientDocuments } from "../../protocol/clients/documents/client-documents.ts";
import { DOCUMENT_PROBLEMS, DocumentRefused } from "../../protocol/clients/documents/document-refused.ts";
import { answerAuthorization, REPEATABLE } from "../../protocol/redirects/read-authorization.ts";
import { logTexts } from "../../texts/log.ts";
import { oauthTexts } from "../../texts/oauth.ts";

type AuthorizeServices = WithBudgets &
  WithClientDocuments &
  WithClock &
  WithConfig &
  WithDb &
  WithKeys &
  WithLog &
  WithRandom &
  WithStopping;

/** A page for the person whose browser was sent here. It contains no part of the address. */
const { page } = oauthTexts.authorization;
const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${page.title}</title>
<h1>${page.title}</h1>
<p>${page.what}</p>
<p>${page.next}</p>
</html>
`;

const NOTHING_STARTED = oauthTexts.authorization.cannotReturn;

/**
 * GET and POST /oauth/authorize (RFC 6749 §3.1) send the browser to a page of ours, with what the program asked for in the fragment (protocol
 * §6), or back with a refusal, only where RFC 6749 §4.1.2.1 allows it.
 */
export const oauthAuthorize = (services: AuthorizeServices & WithAddressOf) => async (c: Call) => {
  const parameters = await parametersOf(c);
  const answered = parameters && (await answer(services, parameters, services.addressOf(c)));
  const redirected =
    answered === undefined || "problem" in answered ? "nowhere" : "page" in answered ? "to our page" : "back";
  services.log.info({ route: ENDPOINTS.authorization_endpoint, redirected }, logTexts.logins.browserSent);
  if (answered === undefined) return refuse(c, NOTHING_STARTED);
  if ("problem" in answered)
    return refuse(c, oauthTexts.authorization.noLogin({ problem: DOCUMENT_PROBLEMS[answered.problem] }));
  const to = "page" in answered ? `${services.config.issuer}${AUTHORIZE_PAGE}#${answered.page}` : answered.back;
  return c.redirect(to, 303); // so that the browser does not post a posted form on (RFC 9700 §4.12)
};

/** A program that describes itself may do so in a way that is not taken (protocol §6.1). */
async function answer(services: AuthorizeServices, parameters: NonNullable<Parsed>, from: string) {
  try {
    return await answerAuthorization(services, parameters, from);
  } catch (error) {
    if (error instanceof DocumentRefused) return { problem: error.code };
    throw error;
  }
}

/** Refuses with a page if a browser asks for one, otherwise with JSON. @param says our own sentence */
function refuse(c: Call, says: string): Response {
  if (/\btext\/html\b/i.test(c.req.header("accept") ?? ""))
    return c.html(says === NOTHING_STARTED ? PAGE : PAGE.replace(page.what, says), 400);
  throw new OauthError("invalid_request", says);
}

type Parsed = Awaited<ReturnType<typeof parametersOf>>;

/** @returns undefined if the parameters can't be read, or one is repeated (RFC 6749 §3.1) */
async function parametersOf(c: Call) {
  try {
    const { search } = new URL(c.req.url);
    const isForm = c.req.method === "POST";
    return readForm(
      isForm ? await readText(c, "application/x-www-form-urlencoded", MAX_BODY) : search.slice(1),
      REPEATABLE,
    );
  } catch (error) {
    if (error instanceof HttpError) return undefined;
    throw error;
  }
}
