import {
  authenticatorsQuerySchema,
  metadataSourceSchema,
  policiesQuerySchema,
  previewBodySchema,
  publishPolicySchema,
} from "@nearside/shared/api/console/authenticators.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import { type ConsoleRoute, type ConsoleRows, MAX_LISTING_CHANGE } from "../../console/console-route.ts";
import type { Services } from "../../services.ts";
import {
  authenticatorPolicies,
  authenticatorsExport,
  authenticatorsList,
  authenticatorsState,
  metadataRefresh,
  metadataSource,
  policyPreview,
  policyPublish,
} from "./authenticators.ts";

const AT = "/api/console/authenticators";

export const authenticatorRows = (services: Services, { read, ask, change }: ConsoleRows): readonly ConsoleRoute[] => [
  read(AT, "authenticators.read", authenticatorsQuerySchema, authenticatorsList(services)),
  read(`${AT}/export`, "authenticators.read", authenticatorsQuerySchema, authenticatorsExport(services)),
  read(`${AT}/state`, "authenticators.read", emptyBodySchema, authenticatorsState(services)),
  read(`${AT}/policies`, "authenticators.read", policiesQuerySchema, authenticatorPolicies(services)),
  ask(`${AT}/metadata/refresh`, "authenticators.manage", emptyBodySchema, metadataRefresh(services)),
  change(`${AT}/metadata`, "authenticators.manage", metadataSourceSchema, metadataSource(services)),
  ask(`${AT}/policy/preview`, "authenticators.read", previewBodySchema, policyPreview(services)),
  change(`${AT}/policy`, "authenticators.manage", publishPolicySchema, policyPublish(services), MAX_LISTING_CHANGE),
];
