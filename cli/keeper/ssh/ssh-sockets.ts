import { posix } from "node:path";
import type { Doorway } from "../../doorway/doorway.ts";

/** The keeper's sockets for `ssh`, beside the one of its callers. */
interface SshSockets {
  readonly folder: string;
  /** The socket of hosts whose sessions carry logins, and nothing else. */
  readonly logins: string;
  /** The socket of hosts that may use the person's keys too. */
  readonly keys: string;
  /** The file that names the process that answers there. */
  readonly live: string;
}

export const sshSocketsOf = ({ folder }: Pick<Doorway, "folder">): SshSockets => ({
  folder,
  logins: posix.join(folder, "ssh.sock"),
  keys: posix.join(folder, "ssh-keys.sock"),
  live: posix.join(folder, "ssh.live"),
});
