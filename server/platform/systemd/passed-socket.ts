import { startTexts } from "../../texts/start.ts";
import { CannotStart } from "../config/cannot-start.ts";

/** The first descriptor that systemd passes (sd_listen_fds(3)). */
const FIRST_PASSED = 3;

/** A listening socket that systemd holds, so that it takes connections while no server runs. */
export interface PassedSocket {
  readonly fd: number;
}

/**
 * The socket that systemd passed to this very process. Undefined if it passed none: variables that name another process came down from one
 * of our callers, and its descriptors may be anything here.
 *
 * @throws CannotStart where there are several, or the variables are not what systemd writes
 */
export function passedSocket(env: Readonly<Record<string, string | undefined>>, pid: number): PassedSocket | undefined {
  const { LISTEN_PID: named, LISTEN_FDS: count } = env;
  if (named !== String(pid) || count === undefined || count === "0") return undefined;
  if (count === "1") return { fd: FIRST_PASSED };
  throw new CannotStart(
    /^[1-9][0-9]*$/.test(count) ? startTexts.listen.severalSockets({ count }) : startTexts.listen.notSystemd,
  );
}
