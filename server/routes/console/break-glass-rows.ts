import { makeCodesSchema, reviewUseSchema, usesQuerySchema } from "@nearside/shared/api/console/break-glass.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type { ConsoleRoute, ConsoleRows } from "../../console/console-route.ts";
import type { Ground } from "../../ground.ts";
import {
  breakGlassRoute,
  endUseRoute,
  listUsesRoute,
  makeCodesRoute,
  reviewUseRoute,
  unreviewedUsesRoute,
} from "./break-glass.ts";

const PATH = "/api/console/break-glass";

export const breakGlassRows = (ground: Ground, { read, change }: ConsoleRows): readonly ConsoleRoute[] => [
  read(PATH, "break_glass.manage", emptyBodySchema, breakGlassRoute(ground)),
  change(`${PATH}/codes`, "break_glass.manage", makeCodesSchema, makeCodesRoute(ground)),
  // whoever may read the security log sees the alarm
  read(`${PATH}/unreviewed`, "log.read", emptyBodySchema, unreviewedUsesRoute(ground)),
  read(`${PATH}/uses`, "log.read", usesQuerySchema, listUsesRoute(ground)),
  change(`${PATH}/uses/:id/end`, "break_glass.manage", emptyBodySchema, endUseRoute(ground)),
  change(`${PATH}/uses/:id/review`, "break_glass.manage", reviewUseSchema, reviewUseRoute(ground)),
];
