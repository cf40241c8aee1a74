import { deviceOperations } from "./devices.ts";
import { enrolmentOperations } from "./enrolment.ts";
import { healthOperations } from "./health.ts";
import { loginOperations } from "./login.ts";
import { oauthOperations } from "./oauth.ts";
import type { Operations } from "./operation.ts";
import { wellKnownOperations } from "./well-known.ts";

/** Every row of the table of routes, by group. */
export const OPERATIONS: Readonly<Record<string, Operations>> = {
  health: healthOperations,
  "well-known": wellKnownOperations,
  oauth: oauthOperations,
  enrolment: enrolmentOperations,
  devices: deviceOperations,
  login: loginOperations,
};
