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
    /^[1-9][0-9]*$/.test(count)
      ? `systemd passed ${count} sockets, and the server listens on one. Leave one ListenStream= in the socket unit: ListenStream=4790 is for IPv4 and IPv6, ListenStream=127.0.0.1:4790 for this computer alone.`
      : "LISTEN_FDS is not a number, so it does not come from systemd. Unset LISTEN_PID and LISTEN_FDS, or start the server by its socket unit.",
  );
}
