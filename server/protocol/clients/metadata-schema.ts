import * as v from "valibot";
import { clientJwksSchema } from "../../platform/config/clients/client-keys.ts";
import { redirectGrantSchema } from "../../platform/config/clients/redirect-grant.ts";
import { detailTypeSchema, resourceSchema, scopeSchema } from "../../platform/config/clients/scope-and-resource.ts";
import { lifetimesSchema } from "../../platform/config/clients/token-lifetimes.ts";
import { configTexts } from "../../texts/config.ts";
import { oauthTexts } from "../../texts/oauth.ts";
import { clientNameSchema } from "./client-name.ts";

// Client metadata (RFC 7591 §2). Every message completes a sentence "<member> <message>." Unknown members are ignored, and so
// is what people would be shown of a program without being verified: client_uri, logo_uri, tos_uri, policy_uri, contacts, and names
// in further languages. The answer says what was registered.

const MOST = 32;
const texts = <Item extends v.GenericSchema>(item: Item, most = MOST) =>
  v.pipe(v.array(item, configTexts.list), v.maxLength(most, configTexts.entries({ most })));
const text = v.pipe(v.string(configTexts.text), v.maxLength(1024, configTexts.long));
const refused = (message: string) => v.optional(v.never(message));

const RESPONSE_ALG = "ES256";

export const metadataSchema = v.object(
  {
    client_name: clientNameSchema,
    /** Each address is checked by itself, since addresses have an error of their own. */
    redirect_uris: v.optional(texts(v.unknown(), 16), []),
    token_endpoint_auth_method: v.optional(
      v.picklist(["none", "private_key_jwt"], oauthTexts.registration.authMethod),
      "none",
    ),
    grant_types: v.optional(texts(text)),
    response_types: v.optional(texts(text)),
    scope: v.optional(
      v.pipe(
        text,
        v.transform((all) => (all === "" ? [] : all.split(" "))),
        texts(scopeSchema, 64),
      ),
    ),
    /** RFC 9396 §10. */
    authorization_details_types: v.optional(texts(detailTypeSchema)),
    jwks: v.optional(clientJwksSchema),
    jwks_uri: refused(oauthTexts.registration.noJwksUri),
    /** RFC 9701 §6: where it is left out, our own algorithm takes the place of RS256, and the answer says so. */
    introspection_signed_response_alg: v.optional(
      v.literal(RESPONSE_ALG, oauthTexts.registration.responseAlg({ alg: RESPONSE_ALG })),
    ),
    introspection_encrypted_response_alg: refused(oauthTexts.registration.noEncryption),
    /** The lives of its access tokens and of its logins, in seconds. */
    nearside_lifetimes: v.optional(lifetimesSchema),
    nearside_resources: v.optional(texts(resourceSchema)),
    /** The programs that may listen at the redirect addresses, for a program that logs in by one (protocol §6). */
    nearside_executables: v.optional(redirectGrantSchema.entries.executables),
    nearside_exchange: v.optional(
      v.strictObject(
        { resources: v.optional(texts(resourceSchema), []), scopes: v.optional(texts(scopeSchema, 64), []) },
        oauthTexts.registration.resourcesAndScopes,
      ),
    ),
  },
  oauthTexts.registration.object,
);
/** Schema of a registration request (RFC 7591 §3.1). */
export const metadataBody = { contentType: "application/json", schema: metadataSchema } as const;
export type Metadata = v.InferOutput<typeof metadataSchema>;
