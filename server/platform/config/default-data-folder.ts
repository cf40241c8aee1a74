import { join } from "node:path";

/** This decides where the data is if no setting names the folder. */
interface Place {
  /** The folder of the server's package. */
  readonly packageFolder: string;
  /** True if the sources are in it, as in a checkout and in no installed package. */
  readonly isCheckout: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/**
 * Gives the folder in which data outlives the program: an upgrade takes away all that is in the package.
 *
 * - in a checkout, `data` beside the workspaces
 * - as a service, the folder that systemd made for it (`StateDirectory=`, systemd.exec(5)), of several the first one
 * - else the place where the system keeps what programs of this account store (XDG Base Directory, `$XDG_STATE_HOME`)
 */
export function defaultDataFolder({ packageFolder, isCheckout, env, platform, home }: Place): string {
  if (isCheckout) return join(packageFolder, "..", "data");
  const [stateDirectory = ""] = (env["STATE_DIRECTORY"] ?? "").split(":");
  if (stateDirectory !== "") return stateDirectory;
  if (platform === "win32") return join(env["LOCALAPPDATA"] || join(home, "AppData", "Local"), "nearside-server");
  if (platform === "darwin") return join(home, "Library", "Application Support", "nearside-server");
  const stateHome = env["XDG_STATE_HOME"] ?? "";
  // a relative path there is to be ignored
  return join(stateHome.startsWith("/") ? stateHome : join(home, ".local", "state"), "nearside-server");
}
