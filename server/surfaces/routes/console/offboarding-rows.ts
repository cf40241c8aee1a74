import { offboardSchema } from "@nearside/shared/api/console/offboarding.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type { ConsoleRoute, ConsoleRows } from "../../console/console-route.ts";
import type { Services } from "../../services.ts";
import { consoleOffboard, consoleOffboarding, consolePreviewOffboarding } from "./offboarding.ts";

export const offboardingRows = (services: Services, { read, ask, change }: ConsoleRows): readonly ConsoleRoute[] => [
  ask(
    "/api/console/people/:id/offboarding/preview",
    "people.manage",
    emptyBodySchema,
    consolePreviewOffboarding(services),
  ),
  change("/api/console/people/:id/offboard", "people.manage", offboardSchema, consoleOffboard(services)),
  read("/api/console/people/:id/offboarding", "people.read", emptyBodySchema, consoleOffboarding(services)),
];
