import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { logTexts } from "../../texts/log.ts";
import type { Log } from "../log/log.ts";

// systemd hears by datagrams on a Unix socket that a service is ready (sd_notify(3)). Node opens none, so systemd's own program
// sends them.

/** The variables by which systemd says that it wants to hear, and where. The program that sends needs the first one. */
const SOCKET_VARIABLE = "NOTIFY_SOCKET";
const WATCHDOG_VARIABLE = "WATCHDOG_USEC";
const PROGRAM = "systemd-notify";
/** Longer than a machine that is busy takes to run so small a program, in milliseconds. */
const SENT_MS = 10_000;
const MICROSECONDS_IN_MS = 1000;
/** Signs of life come this many times within the time after which systemd takes the server for dead. */
const SIGNS = 3;
/** The longest interval that a timer of Node takes, in milliseconds. */
const LONGEST_MS = 2_147_483_647;

/** The program that started the server, and wants to know how it is. */
export interface Supervisor {
  /** The server takes requests. From now on, it also says every so often that it lives, if that is wanted. */
  ready(log: Log): Promise<void>;
  /** The server is ending. */
  stopping(): Promise<void>;
}

/** Tells nobody, where nobody wants to hear: in a terminal, in a container, or below another supervisor. */
const NOBODY: Supervisor = { ready: async () => {}, stopping: async () => {} };

/** @param env of this process */
export function supervisorOf(env: Readonly<Record<string, string | undefined>>): Supervisor {
  const { [SOCKET_VARIABLE]: socket, [WATCHDOG_VARIABLE]: watchdog, PATH } = env;
  if (socket === undefined) return NOBODY;
  const send = async (...states: readonly string[]): Promise<void> => {
    const only = { [SOCKET_VARIABLE]: socket, ...(PATH === undefined ? {} : { PATH }) };
    await promisify(execFile)(PROGRAM, states, { env: only, timeout: SENT_MS });
  };
  let signs: NodeJS.Timeout | undefined;
  return {
    async ready(log) {
      const failed = (err: unknown) => log.error({ err }, logTexts.systemd.notTold({ program: PROGRAM }));
      await send("READY=1").catch(failed);
      const every = intervalOf(watchdog);
      if (every === undefined) return;
      signs = setInterval(() => void send("WATCHDOG=1").catch(failed), every);
      signs.unref();
    },
    async stopping() {
      clearInterval(signs);
      await send("STOPPING=1").catch(() => {}); // it ends anyway, and systemd sees that
    },
  };
}

/** @returns milliseconds from one sign of life to the next; undefined if none is wanted */
function intervalOf(watchdog: string | undefined): number | undefined {
  if (watchdog === undefined || !/^[1-9][0-9]{0,15}$/.test(watchdog)) return undefined;
  return Math.min(Math.ceil(Number(watchdog) / MICROSECONDS_IN_MS / SIGNS), LONGEST_MS);
}
