import { offboardSchema } from "@nearside/shared/api/console/offboarding.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type { ConsoleRoute, ConsoleRows } from "../../console/console-route.ts";
import type { Ground } from "../../ground.ts";
import { consoleOffboard, consoleOffboarding, consolePreviewOffboarding } from "./offboarding.ts";

export const offboardingRows = (ground: Ground, { read, ask, change }: ConsoleRows): readonly ConsoleRoute[] => [
  ask(
    "/api/console/people/:id/offboarding/preview",
    "people.manage",
    emptyBodySchema,
    consolePreviewOffboarding(ground),
  ),
  change("/api/console/people/:id/offboard", "people.manage", offboardSchema, consoleOffboard(ground)),
  read("/api/console/people/:id/offboarding", "people.read", emptyBodySchema, consoleOffboarding(ground)),
];
