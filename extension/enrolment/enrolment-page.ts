import { issuerSchema } from "@nearside/shared/claims.ts";
import { parseUrl } from "@nearside/shared/encoding/parse-url.ts";
import { enrolmentIdSchema } from "@nearside/shared/ids.ts";
import * as v from "valibot";

/**
 * The enrolment whose page has this address: `{issuer}/enroll/{id}` (protocol §3.3). Undefined for any other address.
 */
export function enrolmentOfPage(url: string): { readonly origin: string; readonly enrolment: string } | undefined {
  const page = parseUrl(url);
  if (page === undefined) return undefined;
  const { origin, pathname } = page;
  const [, folder, enrolment, ...rest] = pathname.split("/");
  if (folder !== "enroll" || rest.length > 0 || !v.is(enrolmentIdSchema, enrolment) || !v.is(issuerSchema, origin))
    return undefined;
  return { origin, enrolment };
}
