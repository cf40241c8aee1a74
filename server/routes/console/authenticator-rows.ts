import {
  authenticatorsQuerySchema,
  metadataSourceSchema,
  policiesQuerySchema,
  previewBodySchema,
  publishPolicySchema,
} from "@nearside/shared/api/console/authenticators.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import { type ConsoleRoute, type ConsoleRows, MAX_LISTING_CHANGE } from "../../console/console-route.ts";
import type { Ground } from "../../ground.ts";
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

export const authenticatorRows = (ground: Ground, { read, ask, change }: ConsoleRows): readonly ConsoleRoute[] => [
  read(AT, "authenticators.read", authenticatorsQuerySchema, authenticatorsList(ground)),
  read(`${AT}/export`, "authenticators.read", authenticatorsQuerySchema, authenticatorsExport(ground)),
  read(`${AT}/state`, "authenticators.read", emptyBodySchema, authenticatorsState(ground)),
  read(`${AT}/policies`, "authenticators.read", policiesQuerySchema, authenticatorPolicies(ground)),
  ask(`${AT}/metadata/refresh`, "authenticators.manage", emptyBodySchema, metadataRefresh(ground)),
  change(`${AT}/metadata`, "authenticators.manage", metadataSourceSchema, metadataSource(ground)),
  ask(`${AT}/policy/preview`, "authenticators.read", previewBodySchema, policyPreview(ground)),
  change(`${AT}/policy`, "authenticators.manage", publishPolicySchema, policyPublish(ground), MAX_LISTING_CHANGE),
];
