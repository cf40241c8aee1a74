import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Part } from "@nearside/shared/statements/versions.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findInstalled } from "./how-installed.ts";
import { whatToType } from "./what-to-type.ts";

const ISSUER = "https://login.example.com";
const part = (file: string, kind: Part["kind"], system: Part["system"]): Part => ({
  ...{ file, kind, system },
  version: "0.3.0",
  sha256: "ab".repeat(32),
  size: 7,
});
const PARTS = [
  part("nearside-0.3.0.tgz", "command_line", "any"),
  part("nearside-0.3.0-linux-x64", "executable", "linux-x64"),
];
const HERE = { platform: "linux", arch: "x64" };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nearside-installed-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function made(path: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "");
  return file;
}

describe("how this command line was installed", () => {
  it.each([
    ["global", "usr/lib/node_modules/@nearside/cli/bin/nearside.js"],
    ["global", "AppData/Roaming/npm/node_modules/@nearside/cli/bin/nearside.js"],
    ["npx", ".npm/_npx/a1b2/node_modules/@nearside/cli/bin/nearside.js"],
    ["project", "shop/node_modules/@nearside/cli/bin/nearside.js"],
    ["unknown", "opt/nearside/bin/nearside.js"],
  ])("is found out by where it lies: %s", (how, path) => {
    const nearside = made(path);
    expect(findInstalled({ runtime: "/usr/bin/node", nearside })).toEqual({ how, path: nearside });
  });

  it("is found out behind the link that npm makes, and in a checkout", () => {
    const link = join(folder, "nearside");
    symlinkSync(made("usr/lib/node_modules/@nearside/cli/bin/other.js"), link);
    expect(findInstalled({ runtime: "/usr/bin/node", nearside: link }).how).toBe("global");
    made("checkout/cli/main.ts");
    expect(findInstalled({ runtime: "/n", nearside: made("checkout/cli/bin/nearside.js") }).how).toBe("checkout");
    expect(findInstalled({ runtime: "/opt/nearside", nearside: undefined })).toEqual({
      how: "executable",
      path: "/opt/nearside",
    });
  });
});

describe("what to type", () => {
  const url = `${ISSUER}/get/nearside-0.3.0.tgz`;
  const sha256 = "ab".repeat(32);
  const checked = (program: string, prefix = "~/.local") =>
    `cd "$(mktemp -d)" && curl -fsSLO ${url} && echo "${sha256}  nearside-0.3.0.tgz" | ${program} --check && npm install -g --prefix ${prefix} ./nearside-0.3.0.tgz`;
  it.each([
    ["global", checked("sha256sum")],
    ["npx", checked("sha256sum")],
    ["unknown", checked("sha256sum")],
    ["project", `npm install ${url}`],
    ["checkout", "git pull && npm run build"],
  ] as const)("fits how it was installed: %s", (how, command) => {
    expect(whatToType(ISSUER, PARTS, { how, path: "/x" }, HERE)).toMatchObject({ command, part: PARTS[0] });
  });

  it("puts a package in the place of the one that runs, wherever npm had put that", () => {
    const installed = (path: string) => whatToType(ISSUER, PARTS, { how: "global", path }, HERE).command;
    const cli = "lib/node_modules/@nearside/cli/bin/nearside.js";
    expect(installed(`/usr/${cli}`)).toBe(checked("sha256sum", "/usr"));
    expect(installed(`/home/al ice/.local/${cli}`)).toBe(checked("sha256sum", "'/home/al ice/.local'"));
    const windows = { platform: "win32", arch: "x64" };
    const there = { how: "global", path: "C:\\npm\\node_modules\\@nearside\\cli\\bin\\nearside.js" } as const;
    expect(whatToType(ISSUER, PARTS, there, windows).command).toMatch(
      /\{ npm install -g \.\\nearside-0\.3\.0\.tgz \}$/,
    );
  });

  it("puts an executable in the place of this one, checked, whatever its path is", () => {
    const { command, part: taken } = whatToType(ISSUER, PARTS, { how: "executable", path: "/o'p t/nearside" }, HERE);
    expect(taken).toBe(PARTS[1]);
    expect(command).toBe(
      `cd "$(mktemp -d)" && curl -fsSLo nearside.new ${ISSUER}/get/nearside-0.3.0-linux-x64 && echo "${sha256}  nearside.new" | sha256sum --check && chmod 755 nearside.new && mv nearside.new '/o'\\''p t/nearside'`,
    );
  });

  it("names the package where the server has no executable for this system, and nothing where it has neither", () => {
    const installed = { how: "executable", path: "/x" } as const;
    const arm = { platform: "darwin", arch: "arm64" };
    expect(whatToType(ISSUER, PARTS, installed, arm)).toMatchObject({ command: checked("shasum -a 256") });
    expect(whatToType(ISSUER, [], installed, arm)).toMatchObject({ command: null, part: null });
  });
});
