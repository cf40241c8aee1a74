import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { hostManifests, hostProgram } from "./host-manifests.ts";
import { renewManifests } from "./install.ts";
import { authoritiesDropIn, SERVICE_UNIT, SOCKET_UNIT, systemdUnits } from "./systemd-units.ts";

/** Folders may have any name: this one has all that shells and systemd take for something else. */
const ODD = `it's 100% "$HOME" \\ odd`;

function folderForTest(): string {
  const folder = mkdtempSync(join(tmpdir(), "nearside-setup-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe("the program that browsers start", () => {
  it("runs the native host with the socket, and then what the browser says, whatever the folders are called", () => {
    const folder = folderForTest();
    const script = join(folder, `${ODD.replace("\\", "")}.mjs`); // Node itself runs no file with a \ in its name
    writeFileSync(script, "console.log(JSON.stringify(process.argv.slice(2)))");
    const program = join(folder, "native-host");
    writeFileSync(program, hostProgram(process.execPath, script, `/run/${ODD}/keeper.sock`), { mode: 0o700 });
    const printed = execFileSync(program, ["chrome-extension://x/", "--parent-window=0"], { encoding: "utf8" });
    expect(JSON.parse(printed)).toEqual([`/run/${ODD}/keeper.sock`, "chrome-extension://x/", "--parent-window=0"]);
  });
});

describe("a manifest", () => {
  it("names our extension alone, for each browser as it wants it", () => {
    const manifests = hostManifests("/home/ada", "/home/ada/.local/state/nearside/native-host", [
      "dbkhgipekkbijlfppfidopihlclchmmm",
    ]);
    expect(manifests.map(({ path }) => path)).toEqual([
      "/home/ada/.config/chromium/NativeMessagingHosts/dev.nearside.keeper.json",
      "/home/ada/.config/google-chrome/NativeMessagingHosts/dev.nearside.keeper.json",
      "/home/ada/.config/microsoft-edge/NativeMessagingHosts/dev.nearside.keeper.json",
      "/home/ada/.config/BraveSoftware/Brave-Browser/NativeMessagingHosts/dev.nearside.keeper.json",
      "/home/ada/.mozilla/native-messaging-hosts/dev.nearside.keeper.json",
    ]);
    const texts = manifests.map(({ text }): unknown => JSON.parse(text));
    const common = { name: "dev.nearside.keeper", type: "stdio", path: "/home/ada/.local/state/nearside/native-host" };
    for (const chromium of texts.slice(0, 4))
      expect(chromium).toMatchObject({
        ...common,
        allowed_origins: ["chrome-extension://dbkhgipekkbijlfppfidopihlclchmmm/"],
      });
    expect(texts[4]).toMatchObject({ ...common, allowed_extensions: ["extension@nearside.dev"] });
  });
});

describe("manifests that are there", () => {
  const PROGRAM = "/home/ada/.local/state/nearside/native-host";

  it("are written again where this set-up made them, and left alone where another one did", async () => {
    const home = folderForTest();
    const of = (program: string, ids: readonly string[]) => hostManifests(home, program, ids);
    const [before, after] = [of(PROGRAM, ["a".repeat(32)]), of(PROGRAM, ["a".repeat(32), "b".repeat(32)])];
    const [own, others, spoilt] = before;
    if (own === undefined || others === undefined || spoilt === undefined) throw new Error("there are five");
    const [, othersText] = of("/tmp/trial/native-host", ["a".repeat(32)]).map(({ text }) => text);
    const there = new Map([
      [own.path, own.text],
      [others.path, othersText ?? ""],
      [spoilt.path, "{"],
    ]);
    for (const [path, text] of there) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    await renewManifests(after, PROGRAM);
    expect(readFileSync(own.path, "utf8")).toBe(after[0]?.text);
    expect(readFileSync(others.path, "utf8")).toBe(othersText);
    expect(readFileSync(spoilt.path, "utf8")).toBe("{");
    expect(after.slice(3).filter(({ path }) => existsSync(path))).toEqual([]); // none is made
  });
});

describe("the units", () => {
  const served = {
    socket: `/run/user/1000/${ODD}/keeper.sock`,
    runtime: process.execPath,
    nearside: `/opt/${ODD}/nearside.js`,
  };

  it.each([undefined, `/srv/${ODD}`])("are what systemd takes, with a folder of keys of one's own: %s", (ownFolder) => {
    const folder = folderForTest();
    const { files } = systemdUnits("/home/ada/.config", { ...served, ownFolder });
    const paths = Object.entries(files).map(([name, text]) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    });
    expect(() =>
      execFileSync("/usr/bin/systemd-analyze", ["verify", "--user", ...paths], {
        stdio: "pipe",
        env: { XDG_RUNTIME_DIR: folder },
      }),
    ).not.toThrow();
  });

  it("keep the socket to the account, and start again what crashed", () => {
    const { folder, files } = systemdUnits("/home/ada/.config", { ...served, ownFolder: undefined });
    expect(folder).toBe("/home/ada/.config/systemd/user");
    expect(files[SOCKET_UNIT]).toMatch(/^SocketMode=0600\nDirectoryMode=0700$/m);
    expect(files[SERVICE_UNIT]).toMatch(/^Restart=on-failure$/m);
    expect(files[SERVICE_UNIT]).not.toMatch(/^Environment=/m);
  });

  it("give the keeper the authorities that the account's command line trusts, with a dollar as it is", () => {
    const units = systemdUnits("/home/ada/.config", { ...served, ownFolder: undefined });
    expect(authoritiesDropIn(units, "/etc/ssl/own$ca 100%.pem")).toEqual({
      path: "/home/ada/.config/systemd/user/nearside-keeper.service.d/authorities.conf",
      text: '[Service]\nEnvironment="NODE_EXTRA_CA_CERTS=/etc/ssl/own$ca 100%%.pem"\n',
    });
  });
});
