import * as v from "valibot";
import type { PresentedRequest } from "./request/presentation.ts";
import { pathOf, targetOf } from "./request/request-address.ts";
import { TOKEN } from "./token/demands.ts";

const WELL_KNOWN = "/.well-known/oauth-protected-resource";
/** Seconds for which a client may keep the description. */
const MAX_AGE_SECONDS = 300;

/** The API's description of itself, beyond what follows from the other options (RFC 9728 §2). */
export interface MetadataOptions {
  /** `resource_name`: for people. */
  readonly name?: string | undefined;
  /** `scopes_supported`: the scopes that clients may ask for. */
  readonly scopes?: readonly string[] | undefined;
  /** `authorization_details_types_supported` (RFC 9396). */
  readonly authorizationDetailsTypes?: readonly string[] | undefined;
  /** `resource_documentation`, `resource_policy_uri`, `resource_tos_uri`: addresses of pages for people. */
  readonly documentation?: string | undefined;
  readonly policy?: string | undefined;
  readonly terms?: string | undefined;
}

const pageSchema = v.optional(v.pipe(v.string(), v.url(), v.startsWith("http")));
const wordsSchema = v.optional(v.array(v.pipe(v.string(), v.regex(TOKEN))));
const optionsSchema = v.strictObject({
  name: v.optional(v.pipe(v.string(), v.minLength(1))),
  scopes: wordsSchema,
  authorizationDetailsTypes: v.optional(v.array(v.pipe(v.string(), v.minLength(1)))),
  documentation: pageSchema,
  policy: pageSchema,
  terms: pageSchema,
});

/** The description of one resource as an answer: by its parts, or as a `Response`. */
export class ResourceMetadata {
  readonly headers: Readonly<Record<string, string>> = {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": `public, max-age=${MAX_AGE_SECONDS}`,
    "Content-Type": "application/json",
  };
  /** JSON text (RFC 9728 §3.2). */
  readonly body: string;
  /** The address at which clients find it (RFC 9728 §3.1). */
  readonly url: string;
  /** The audience, as clients request it. */
  readonly resource: URL;

  constructor(audience: string, about: object) {
    this.resource = new URL(audience);
    const { origin, pathname, search } = this.resource;
    this.url = origin + WELL_KNOWN + (pathname === "/" ? "" : pathname) + search;
    this.body = JSON.stringify({ resource: audience, ...about });
  }

  response(): Response {
    return new Response(this.body, { headers: this.headers });
  }
}

/**
 * Describes this API (RFC 9728), once for each audience that is an address. Any other audience has no description,
 * since its place follows from its address.
 *
 * @throws TypeError if an option is wrong
 */
export function describeResources(
  {
    issuer,
    audiences,
    bearer,
  }: { readonly issuer: string; readonly audiences: readonly string[]; readonly bearer: boolean },
  options: MetadataOptions,
): readonly ResourceMetadata[] {
  const read = v.safeParse(optionsSchema, options);
  if (!read.success) {
    const [issue] = read.issues;
    throw new TypeError(`metadata.${v.getDotPath(issue) ?? ""}: ${issue.message}`);
  }
  const { name, scopes, authorizationDetailsTypes, documentation, policy, terms } = read.output;
  const about = {
    authorization_servers: [issuer],
    scopes_supported: scopes,
    // A bound token is never accepted alone, however it is sent (RFC 6750 §2).
    bearer_methods_supported: bearer ? ["header"] : [],
    dpop_bound_access_tokens_required: !bearer,
    dpop_signing_alg_values_supported: ["ES256"],
    authorization_details_types_supported: authorizationDetailsTypes,
    resource_name: name,
    resource_documentation: documentation,
    resource_policy_uri: policy,
    resource_tos_uri: terms,
  };
  return audiences.filter(isAddress).map((audience) => new ResourceMetadata(audience, about));
}

/** RFC 9728 §1.2 allows no fragment. A backslash would be an escape in the challenge that names the address. */
function isAddress(audience: string): boolean {
  if (!/^https?:\/\/[^#\\]+$/.test(audience) || !URL.canParse(audience)) return false;
  const { username, password } = new URL(audience);
  return username === "" && password === "";
}

/**
 * The description that this request asks for, if any.
 *
 * @param originOf gives the origin under which clients call this API
 */
export function metadataRequested(
  all: readonly ResourceMetadata[],
  request: PresentedRequest,
  originOf: (request: PresentedRequest) => string,
): ResourceMetadata | undefined {
  const target = request.method === "GET" || request.method === "HEAD" ? targetOf(request.url) : undefined;
  if (target?.startsWith(WELL_KNOWN) !== true) return undefined;
  const url = originOf(request) + target;
  return all.find((each) => each.url === url);
}

/**
 * The description of the resource that this address belongs to: the narrowest of several, else the first at this
 * origin.
 */
export function metadataOf(
  all: readonly ResourceMetadata[],
  { url }: Pick<PresentedRequest, "url">,
  origin: string,
): ResourceMetadata | undefined {
  const here = all.filter(({ resource }) => resource.origin === origin);
  const path = pathOf(url) ?? "/";
  const [narrowest] = here
    .filter(({ resource }) => isBelow(path, resource.pathname))
    .sort((one, other) => other.resource.pathname.length - one.resource.pathname.length);
  return narrowest ?? here[0];
}

function isBelow(path: string, of: string): boolean {
  const base = of.replace(/\/+$/, "");
  return path === base || path.startsWith(`${base}/`);
}
