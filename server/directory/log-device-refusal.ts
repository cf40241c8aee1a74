import { deviceRefused } from "../audit/events/device-refused.ts";
import { logRefusalOf } from "../audit/log-refusal-of.ts";
import type { Ground } from "../ground.ts";

type Step = Parameters<typeof deviceRefused>[2]["step"];

/**
 * Runs what a known device key asks for before there is a login or an enrolment to name; a refusal of it goes to the security
 * log before it goes to whoever asked.
 */
export const logDeviceRefusal = <T>(ground: Ground, step: Step, deviceJkt: string, run: () => Promise<T>): Promise<T> =>
  logRefusalOf(ground, (refused) => deviceRefused(ground.clock(), deviceJkt, { step, ...refused }), run);
