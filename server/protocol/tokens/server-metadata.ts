import { channelSchema } from "@nearside/shared/claims.ts";
import { ENDPOINTS } from "@nearside/shared/oauth/endpoints.ts";
import { POSTURE_NAMES } from "@nearside/shared/posture/posture.ts";
import { ACR_CLASSES } from "@nearside/shared/proof/proof-tier.ts";
import { CLIENT_ALGORITHMS } from "../../platform/config/clients/client-keys.ts";
import type { Config } from "../../platform/config/config.ts";
import { GRANTS } from "./grants.ts";

/**
 * The metadata of this server, at the addresses of RFC 8414 §3 and of OpenID Connect Discovery 1.0 §4 alike. It names what there is,
 * and denies what a reader would assume of a member that is left out. Empty lists are left out (RFC 8414 §3.2).
 */
export const metadataOf = ({
  issuer,
  clients,
  clientMetadata,
  policy,
}: Pick<Config, "issuer" | "clients" | "clientMetadata" | "policy">) => ({
  issuer,
  ...Object.fromEntries(Object.entries(ENDPOINTS).map(([member, path]) => [member, issuer + path])),
  ...listed("scopes_supported", scopesOf([...clients, clientMetadata])),
  ...listed("authorization_details_types_supported", typesOf(clients)),
  response_types_supported: ["code"], // for programs that are registered for it (protocol §6)
  response_modes_supported: ["query"],
  code_challenge_methods_supported: ["S256"],
  grant_types_supported: [...GRANTS.keys()],
  token_endpoint_auth_methods_supported: ["none", "private_key_jwt"],
  token_endpoint_auth_signing_alg_values_supported: CLIENT_ALGORITHMS,
  authorization_response_iss_parameter_supported: true,
  revocation_endpoint_auth_methods_supported: ["none", "private_key_jwt"],
  revocation_endpoint_auth_signing_alg_values_supported: CLIENT_ALGORITHMS,
  introspection_endpoint_auth_methods_supported: ["private_key_jwt"],
  introspection_endpoint_auth_signing_alg_values_supported: CLIENT_ALGORITHMS,
  introspection_signing_alg_values_supported: ["ES256"],
  dpop_signing_alg_values_supported: ["ES256"],
  acr_values_supported: ACR_CLASSES,
  subject_types_supported: ["public"],
  id_token_signing_alg_values_supported: ["ES256"],
  claims_supported: [
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "acr",
    "amr",
    "at_hash",
    "name",
    "preferred_username",
  ],
  claims_parameter_supported: false,
  request_parameter_supported: false,
  request_uri_parameter_supported: false,
  ui_locales_supported: ["en"],
  ...(clientMetadata.from.length === 0 ? {} : { client_id_metadata_document_supported: true }),
  nearside_redirects: true,
  nearside_channels: channelSchema.options,
  nearside_remote_hosts: policy.remoteHosts,
  nearside_posture: POSTURE_NAMES,
  ...listed("nearside_key_attestation", policy.tpmRoots === undefined ? [] : ["tpm"]),
});

const scopesOf = (all: readonly { readonly scopes: readonly string[] }[]): readonly string[] =>
  [...new Set(all.flatMap(({ scopes }) => scopes))].sort();

const listed = (member: string, values: readonly string[]) => (values.length === 0 ? {} : { [member]: values });

/** Lists the types of details (RFC 9396 §10); the list is empty where some program may ask for any. */
const typesOf = (clients: Config["clients"]): readonly string[] =>
  clients.some(({ detailTypes }) => detailTypes === undefined)
    ? []
    : [...new Set(clients.flatMap(({ detailTypes = [] }) => detailTypes))].sort();
