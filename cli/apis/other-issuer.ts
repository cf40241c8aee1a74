import { issuerSchema } from "@nearside/shared/claims.ts";
import * as v from "valibot";
import { parseJson } from "../parse-json.ts";
import type { Http } from "../server/http.ts";

const TIMEOUT = 3000;

/**
 * The members that are read of a protected resource's description (RFC 9728 §2). Its author is an API, which may be
 * hostile.
 */
const metadataSchema = v.looseObject({
  resource: v.pipe(v.string(), v.maxLength(1024)),
  authorization_servers: v.pipe(v.array(v.pipe(v.string(), v.maxLength(1024))), v.maxLength(16)),
});

interface RefusingApi {
  readonly origin: string;
  /** `resource_metadata` of its challenge (RFC 9728 §5.1). */
  readonly metadata: string | undefined;
}

/**
 * Explains that an API calls every token of that server invalid because it takes those of others. No API says whom a
 * machine trusts, or where it signs in: the description is read at the API's own origin and nowhere else, and its answer
 * is used for this sentence alone.
 *
 * @returns a line for the person; undefined if nothing can be said
 */
export async function otherIssuer(
  http: Pick<Http, "send">,
  { origin, metadata }: RefusingApi,
  issuer: string,
): Promise<string | undefined> {
  if (metadata === undefined || !URL.canParse(metadata) || new URL(metadata).origin !== origin) return undefined;
  const answer = await http.send({ method: "GET", url: metadata, timeout: TIMEOUT }).catch(() => undefined);
  if (answer?.status !== 200) return undefined;
  const description = v.safeParse(metadataSchema, parseJson(answer.text));
  if (!description.success) return undefined;
  const { resource, authorization_servers: all } = description.output;
  if (!URL.canParse(resource) || new URL(resource).origin !== origin) return undefined;
  const issuers = all.filter((each) => v.is(issuerSchema, each));
  if (issuers.length === 0 || issuers.includes(issuer)) return undefined;
  return `${origin} takes tokens of ${issuers.join(", ")}, and this one is of ${issuer}.`;
}
