import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openInBrowser } from "./open.ts";

const ADDRESS = "https://id.example/approve/req_1?x=a%20b&y=$(touch%20pwned);z='q'";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nearside-open-"));
});

// A program that no test waited for may still write there.
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

/** A program that writes down its arguments, one on each line. */
function program(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "$@" > "${path}.tmp" && mv "${path}.tmp" "${path}.args"\n`);
  chmodSync(path, 0o755);
  return path;
}

async function argumentsOf(path: string): Promise<string[]> {
  await expect.poll(() => existsSync(`${path}.args`)).toBe(true);
  return readFileSync(`${path}.args`, "utf8").trimEnd().split("\n");
}

const linux = (env: Record<string, string | undefined>) => ({
  platform: "linux" as const,
  env: { PATH: `${folder}:/usr/bin:/bin`, DISPLAY: ":0", ...env },
});

describe("openInBrowser", () => {
  it("gives the address to xdg-open, as one argument that no shell reads", async () => {
    const opener = program("xdg-open");
    const href = new URL(ADDRESS).href;
    // spawn looks a program up in the PATH that it passes on.
    expect(await openInBrowser(ADDRESS, linux({}))).toEqual({ opened: true, by: "xdg-open" });
    expect(await argumentsOf(opener)).toEqual([href]);
    expect(existsSync(join(folder, "pwned"))).toBe(false);
  });

  it("tries the next, and says when there's none", async () => {
    const gio = program("gio");
    expect(await openInBrowser(ADDRESS, linux({ PATH: folder }))).toEqual({ opened: true, by: "gio" });
    chmodSync(gio, 0o644);
    expect(statSync(gio).mode & 0o111).toBe(0);
    expect(await openInBrowser(ADDRESS, linux({ PATH: folder }))).toEqual({ opened: false, because: "no_opener" });
  });

  it("uses BROWSER, its options and its %s", async () => {
    const browser = program("my-browser");
    const env = { BROWSER: `${folder}/missing:${browser} --new-window --app=%s` };
    expect(await openInBrowser("http://localhost:4790/approve/req_1", linux(env))).toEqual({
      opened: true,
      by: browser,
    });
    expect(await argumentsOf(browser)).toEqual(["--new-window", "--app=http://localhost:4790/approve/req_1"]);
  });

  it("runs nothing from the working directory, nor anything else once BROWSER is set", async () => {
    program("xdg-open");
    for (const BROWSER of ["./xdg-open", "bin/x", "/nowhere/browser", ":::", "none-such"]) {
      expect(await openInBrowser(ADDRESS, linux({ BROWSER }))).toEqual({ opened: false, because: "no_opener" });
    }
  });

  it("doesn't wait until the page is closed", async () => {
    const path = join(folder, "xdg-open");
    const [closed, over] = [join(folder, "closed"), join(folder, "over")];
    writeFileSync(path, `#!/bin/sh\nuntil [ -e "${closed}" ]; do sleep 0.1; done\n: > "${over}"\n`);
    chmodSync(path, 0o755);
    expect(await openInBrowser(ADDRESS, linux({}))).toMatchObject({ opened: true });
    expect(existsSync(over)).toBe(false);
    writeFileSync(closed, "");
    await expect.poll(() => existsSync(over)).toBe(true);
  });

  it.each<[string, NodeJS.Platform, Record<string, string>, string]>([
    ["without a display", "linux", {}, "no_display"],
    ["over SSH without a display", "linux", { SSH_CONNECTION: "10.0.0.1 1 10.0.0.2 22" }, "over_ssh"],
    ["over SSH with a remote editor's BROWSER", "linux", { SSH_TTY: "/dev/pts/1", BROWSER: "/bin/true" }, "over_ssh"],
    ["over SSH on macOS", "darwin", { SSH_CLIENT: "10.0.0.1 1 22", BROWSER: "/bin/true" }, "over_ssh"],
    ["over SSH on Windows", "win32", { SSH_CONNECTION: "10.0.0.1 1 10.0.0.2 22" }, "over_ssh"],
  ])("opens nothing %s", async (_what, platform, env, because) => {
    expect(await openInBrowser(ADDRESS, { platform, env })).toEqual({ opened: false, because });
  });

  it("opens over SSH where the display comes along, and without one where BROWSER is chosen", async () => {
    const browser = program("my-browser");
    const env = { BROWSER: browser };
    const { platform } = linux({});
    expect(await openInBrowser(ADDRESS, linux({ ...env, SSH_TTY: "/dev/pts/1" }))).toMatchObject({ opened: true });
    expect(await openInBrowser(ADDRESS, { platform, env: { ...env, PATH: "/bin" } })).toMatchObject({ opened: true });
  });

  it.each(["file:///etc/passwd", "javascript:alert(1)", "--version", "", "ms-settings:", "http://"])(
    "opens no %j",
    async (address) => {
      await expect(openInBrowser(address, linux({ BROWSER: "/bin/true" }))).rejects.toThrow(TypeError);
    },
  );
});
