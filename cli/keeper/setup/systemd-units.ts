import { posix } from "node:path";

/** The files of the account's own service, for systemd (systemd.unit(5)). */
interface SystemdUnits {
  readonly folder: string;
  readonly files: Readonly<Record<string, string>>;
}

export const SOCKET_UNIT = "nearside-keeper.socket";
export const SERVICE_UNIT = "nearside-keeper.service";

interface Served {
  readonly socket: string;
  readonly runtime: string;
  /** Undefined if the runtime is the command line: a single executable takes no options of V8's. */
  readonly nearside: string | undefined;
  /** A folder of keys of one's own. */
  readonly ownFolder: string | undefined;
}

/**
 * The keeper does little and stays long: V8 keeps its code small, and its young objects in little room; Node's own picture of its start, of which
 * a part would stay in memory, saves less than a tenth of a second once.
 */
const SMALL_HEAP = ["--lite-mode", "--max-semi-space-size=1", "--no-node-snapshot"];

/** @param configHome $XDG_CONFIG_HOME, or ~/.config */
export function systemdUnits(configHome: string, served: Served): SystemdUnits {
  const { socket, runtime, nearside, ownFolder } = served;
  const script = nearside === undefined ? [] : [...SMALL_HEAP, unitWord(nearside)];
  return {
    folder: posix.join(configHome, "systemd", "user"),
    files: {
      [SOCKET_UNIT]: `[Unit]
Description=Nearside keeper, by which browsers and programs of this account reach a command line that waits

[Socket]
ListenStream=${unitText(socket)}
SocketMode=0600
DirectoryMode=0700

[Install]
WantedBy=sockets.target
`,
      [SERVICE_UNIT]: `[Unit]
Description=Nearside keeper
Requires=${SOCKET_UNIT}
After=${SOCKET_UNIT}
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${[unitWord(runtime), ...script, "keeper run"].join(" ")}
${ownFolder === undefined ? "" : `${setting("NEARSIDE_HOME", ownFolder)}\n`}Restart=on-failure
RestartSec=100ms
RestartSteps=8
RestartMaxDelaySec=1min
SuccessExitStatus=143
UMask=0077
NoNewPrivileges=yes

[Install]
WantedBy=default.target
`,
    },
  };
}

/** % begins a specifier in every value (systemd.unit(5)). */
const unitText = (text: string): string => text.replaceAll("%", "%%");

/** A text in quotes: \ and " are escaped (systemd.syntax(7)). */
const quoted = (text: string): string => `"${unitText(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/** In a command, $ begins a variable (systemd.service(5)). */
const unitWord = (word: string): string => quoted(word).replaceAll("$", "$$$$");

/** In a variable's text it does not (systemd.exec(5)). */
const setting = (name: string, text: string): string => `Environment=${quoted(`${name}=${text}`)}`;

/** A file beside the unit, which systemd reads with it. It is no part of the set-up: another shell has other variables, and none is wrong. */
interface DropIn {
  readonly path: string;
  /** Undefined if the file is to be gone. */
  readonly text: string | undefined;
}

/**
 * Names the organisation's own certificate authorities to the keeper, since a service has no variable of the shell that sets it up.
 *
 * @param authorities absolute path of their file
 */
export const authoritiesDropIn = ({ folder }: SystemdUnits, authorities: string | undefined): DropIn => ({
  path: posix.join(folder, `${SERVICE_UNIT}.d`, "authorities.conf"),
  text: authorities === undefined ? undefined : `[Service]\n${setting("NODE_EXTRA_CA_CERTS", authorities)}\n`,
});
