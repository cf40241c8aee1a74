import * as v from "valibot";
import type { ApiKey } from "../../test/kit/apis.ts";
import { INTROSPECTION_JWT, NO_EXCHANGE, type ResourceServer } from "../platform/config/clients/client.ts";
import { clientJwksSchema } from "../platform/config/clients/client-keys.ts";

/** Describes the API as the configuration file would. */
export const resourceServerWith = (id: string, ...keys: readonly ApiKey[]): ResourceServer => ({
  kind: "resource_server",
  id,
  name: "Orders",
  resources: ["https://api.example.test"],
  jwks: v.parse(clientJwksSchema, { keys: keys.map(({ publicJwk }) => publicJwk) }),
  exchange: NO_EXCHANGE,
  introspectionJwt: INTROSPECTION_JWT,
  source: "file",
});
