import { DEVICE_STATEMENT_SECONDS } from "../../lifetimes.ts";
import type { RequestLink } from "../chain.ts";
import { judgeTimes } from "../judge-times.ts";

/**
 * The device statement was fresh when the server received it, which is the moment at which it made the request.
 *
 * @throws Refused `clock_skew`, `malformed`
 */
export function checkDeviceTime({ device, request }: Pick<RequestLink, "device" | "request">): void {
  judgeTimes(device.claims, request.claims.iat, DEVICE_STATEMENT_SECONDS);
}
