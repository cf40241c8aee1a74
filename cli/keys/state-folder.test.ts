import { describe, expect, it } from "vitest";
import { KeyFileError } from "./key-file-error.ts";
import { machineIdentity } from "./machine-identity.ts";
import { stateFolder } from "./state-folder.ts";

describe("stateFolder", () => {
  it.each<[NodeJS.Platform, Record<string, string>, string, string]>([
    ["linux", {}, "/home/zoe", "/home/zoe/.local/state/nearside"],
    ["linux", { XDG_STATE_HOME: "/state" }, "/home/zoe", "/state/nearside"],
    ["linux", { XDG_STATE_HOME: "state" }, "/home/zoe", "/home/zoe/.local/state/nearside"],
    ["linux", { XDG_STATE_HOME: "" }, "/home/zoe", "/home/zoe/.local/state/nearside"],
    ["linux", { NEARSIDE_HOME: "/keys/", XDG_STATE_HOME: "/state" }, "/home/zoe", "/keys"],
    ["darwin", { XDG_STATE_HOME: "/state" }, "/Users/zoe", "/Users/zoe/Library/Application Support/nearside"],
    [
      "win32",
      { LOCALAPPDATA: "C:\\Users\\Zoe\\AppData\\Local" },
      "C:\\Users\\Zoe",
      "C:\\Users\\Zoe\\AppData\\Local\\nearside",
    ],
    ["win32", {}, "C:\\Users\\Zoe", "C:\\Users\\Zoe\\AppData\\Local\\nearside"],
    ["win32", { NEARSIDE_HOME: "D:\\keys\\" }, "C:\\Users\\Zoe", "D:\\keys"],
  ])("%s %j %s", (platform, env, home, folder) => {
    expect(stateFolder(platform, env, home)).toBe(folder);
  });

  it.each<[Record<string, string>, string, string]>([
    [{ NEARSIDE_HOME: "./keys" }, "/home/zoe", "folder_relative"],
    [{ NEARSIDE_HOME: "keys\u001b[2J" }, "/home/zoe", "folder_relative"],
    [{}, "", "folder_unknown"],
  ])("refuses %j with home %j", (env, home, code) => {
    const refused = (): string => stateFolder("linux", env, home);
    expect(refused).toThrow(KeyFileError);
    expect(refused).toThrow(expect.objectContaining({ code }));
    expect(refused).not.toThrow(/\p{Cc}/u);
  });
});

describe("machineIdentity", () => {
  it("stays the same, and keeps the machine's own id to itself", async () => {
    const identity = await machineIdentity("linux", {}, "laptop");
    expect(identity).toMatch(/^[\w-]{43}$/);
    expect(await machineIdentity("linux", {}, "laptop")).toBe(identity);
  });

  it("falls back on the host name where the machine has no id", async () => {
    const [one, same, other] = await Promise.all(
      ["a", "a", "b"].map((host) => machineIdentity("win32", { SystemRoot: "C:\\nowhere" }, host)),
    );
    expect(one).toBe(same);
    expect(one).not.toBe(other);
  });
});
