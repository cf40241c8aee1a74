import { expect, it } from "vitest";
import { defaultDataFolder } from "./default-data-folder.ts";

const installed = {
  packageFolder: "/usr/lib/node_modules/@nearside/server",
  isCheckout: false,
  env: {},
  platform: "linux",
  home: "/home/ann",
} as const;

it.each([
  ["in a checkout", { packageFolder: "/src/nearside/server", isCheckout: true }, "/src/nearside/data"],
  [
    "in a checkout that systemd starts",
    { packageFolder: "/src/nearside/server", isCheckout: true, env: { STATE_DIRECTORY: "/var/lib/nearside" } },
    "/src/nearside/data",
  ],
  ["as a service", { env: { STATE_DIRECTORY: "/var/lib/nearside", XDG_STATE_HOME: "/x" } }, "/var/lib/nearside"],
  ["as a service with several", { env: { STATE_DIRECTORY: "/var/lib/nearside:/var/lib/b" } }, "/var/lib/nearside"],
  ["for an account", {}, "/home/ann/.local/state/nearside-server"],
  ["with a state folder of its own", { env: { XDG_STATE_HOME: "/state" } }, "/state/nearside-server"],
  ["with one that is not absolute", { env: { XDG_STATE_HOME: "x" } }, "/home/ann/.local/state/nearside-server"],
  ["on macOS", { platform: "darwin" }, "/home/ann/Library/Application Support/nearside-server"],
] as const)("lies where data outlives the package: %s", (_where, place, folder) => {
  expect(defaultDataFolder({ ...installed, ...place })).toBe(folder);
});

it("is among the account's local data on Windows", () => {
  const env = { LOCALAPPDATA: "C:/Users/ann/AppData/Local" };
  expect(defaultDataFolder({ ...installed, platform: "win32", env })).toBe(
    "C:/Users/ann/AppData/Local/nearside-server",
  );
});
