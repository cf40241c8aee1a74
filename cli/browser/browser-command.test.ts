import { describe, expect, it } from "vitest";
import { readBrowserCommand } from "./browser-command.ts";

describe("the command of a browser", () => {
  it.each<[string, NodeJS.Platform, readonly string[] | null]>([
    ["firefox", "linux", ["firefox"]],
    ["firefox -P work --new-tab %s", "linux", ["firefox", "-P", "work", "--new-tab", "%s"]],
    ['/opt/my browser/run "a b"', "linux", ["/opt/my", "browser/run", "a b"]],
    ['"/opt/my browser/run" "a b"', "linux", ["/opt/my browser/run", "a b"]],
    ["firefox; rm -rf ~", "linux", null],
    ["./evil", "linux", null],
    ["bin/evil", "linux", null],
    ["-evil", "linux", null],
    ["$(evil)", "linux", null],
    ["firefox\nevil", "linux", null],
    ["", "linux", null],
    ["   ", "linux", null],
    [
      '"C:\\Program Files\\Mozilla Firefox\\firefox.exe" -P work',
      "win32",
      ["C:\\Program Files\\Mozilla Firefox\\firefox.exe", "-P", "work"],
    ],
    ["firefox.exe", "win32", null],
    [`firefox ${"x".repeat(2000)}`, "linux", null],
  ])("%j on %s", (text, platform, words) => expect(readBrowserCommand(text, platform)).toEqual(words));
});
