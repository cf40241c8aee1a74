import { TpmError } from "./tpm-error.ts";

/** The way to reach a TPM. */
export type TpmAddress =
  /** A character device of the Linux kernel. */
  | { readonly kind: "device"; readonly path: string }
  /** A software TPM that runs beside us (swtpm), over TCP or a Unix socket. */
  | { readonly kind: "socket"; readonly host: string; readonly port: number }
  | { readonly kind: "unix"; readonly path: string };

/** The kernel's resource manager: it makes room for several programs at once. */
const DEFAULT_DEVICE = "/dev/tpmrm0";
/** Commands and answers are not encrypted, so only a TPM of this machine is used. */
const LOOPBACK = ["127.0.0.1", "::1", "localhost"];

/**
 * Reads NEARSIDE_TPM, which is written as for tpm2-tools. Undefined means the device in which Linux has the TPM.
 *
 * @throws TpmError `tpm_setting`, and `tpm_missing` on other systems
 */
export function readTpmSetting(setting: string | undefined, platform: NodeJS.Platform): TpmAddress {
  if (setting === undefined) {
    if (platform !== "linux") throw new TpmError("tpm_missing");
    return { kind: "device", path: DEFAULT_DEVICE };
  }
  const [, kind, rest = ""] = /^(device|swtpm):(.*)$/.exec(setting) ?? [];
  if (kind === "device" && rest.startsWith("/")) return { kind, path: rest };
  const [, path] = /^path=(\/.+)$/.exec(rest) ?? [];
  if (kind === "swtpm" && path !== undefined) return { kind: "unix", path };
  const [, host = "", port = ""] = /^host=([^,]+),port=([0-9]{1,5})$/.exec(rest) ?? [];
  const number = Number(port);
  if (kind === "swtpm" && LOOPBACK.includes(host) && number > 0 && number < 65_536)
    return { kind: "socket", host, port: number };
  throw new TpmError("tpm_setting");
}
