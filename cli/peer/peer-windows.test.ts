import { describe, expect, it } from "vitest";
import type { Peer } from "./peer.ts";
import { judgeOwners } from "./peer-windows.ts";
import { powershellIn } from "./powershell.ts";
import { WINDOWS_OWNER_SCRIPT } from "./windows-owner-script.ts";
import { argumentsIn, type OwnerRow, readOwners } from "./windows-owners.ts";

// Texts in the form that windows-owner-script.ts documents. No Windows has run it for us.

const OWN = "S-1-5-21-1004336348-1177238915-682003330-1001";
const OTHER = "S-1-5-21-1004336348-1177238915-682003330-1002";
const CHROME = "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe";
const ENDS = { localAddress: "127.0.0.1", localPort: 40_123, remoteAddress: "127.0.0.1", remotePort: 49_152 };
const ROW: OwnerRow = {
  local: "127.0.0.1",
  localPort: 49_152,
  remote: "127.0.0.1",
  remotePort: 40_123,
  state: 5,
  pid: 4242,
  path: CHROME,
  sid: OWN,
  command: null,
};
const UNKNOWN: Peer = { account: "unknown", process: null, forwarded: "unknown" };

function judged(changed: Partial<OwnerRow>, ends = ENDS): Peer {
  const answer = readOwners(JSON.stringify({ own: OWN, rows: [{ ...ROW, ...changed }] }));
  return answer === undefined ? UNKNOWN : judgeOwners(answer, ends);
}

describe("the peer check on Windows, by the rows of GetExtendedTcpTable", () => {
  it("knows a browser of this account, by IPv4 and IPv6", () => {
    const chrome = { account: "same", process: CHROME, forwarded: "no" };
    expect(judged({})).toEqual(chrome);
    expect(judged({ local: "::1", remote: "::1" }, { ...ENDS, localAddress: "::1", remoteAddress: "::1" })).toEqual(
      chrome,
    );
    expect(judged({ local: "::ffff:127.0.0.1", remote: "::ffff:127.0.0.1" })).toEqual(chrome);
  });

  it("knows another account by its SID, whatever the program is called", () => {
    expect(judged({ sid: OTHER })).toEqual({ account: "other", process: null, forwarded: "unknown" });
  });

  it.each<[string, string, string | null]>([
    ["Windows' own SSH", "C:\\Windows\\System32\\OpenSSH\\ssh.exe", null],
    ["WSL's relay", "C:\\Program Files\\WSL\\wslrelay.exe", null],
    ["the windows of an editor", "C:\\Program Files\\Microsoft VS Code\\Code.exe", null],
    ["a remote editor's server by its folder", "C:\\Users\\zoe\\.vscode-server\\bin\\1\\node.exe", "node.exe main.js"],
    [
      "one by its script",
      "C:\\Program Files\\nodejs\\node.exe",
      '"C:\\Program Files\\nodejs\\node.exe" "C:\\Users\\zoe q\\.cursor-server\\bin\\out\\server-main.js"',
    ],
  ])("knows %s as a forwarder", (_, path, command) => {
    expect(judged({ path, command })).toEqual({ account: "same", process: path, forwarded: "yes" });
  });

  it("doesn't say what a runtime does whose arguments can't be read", () => {
    const path = "C:\\Program Files\\nodejs\\node.exe";
    expect(judged({ path }).forwarded).toBe("unknown");
    expect(judged({ path, command: "node.exe server.js" }).forwarded).toBe("no");
  });

  it.each<[string, Partial<OwnerRow>]>([
    ["another port", { localPort: 49_153 }],
    ["another port of ours", { remotePort: 40_124 }],
    ["another address", { local: "192.0.2.7" }],
    ["a connection that is over (TIME_WAIT)", { state: 11, pid: 0 }],
    ["a listener", { state: 2 }],
    ["an account that can't be read", { sid: null }],
  ])("says nothing of a row with %s", (_, changed) => expect(judged(changed)).toEqual(UNKNOWN));

  it("says nothing where two rows claim the same connection", () => {
    const answer = readOwners(JSON.stringify({ own: OWN, rows: [ROW, { ...ROW, pid: 4243 }] }));
    expect(answer === undefined ? undefined : judgeOwners(answer, ENDS)).toEqual(UNKNOWN);
  });

  it("shows a name without what could mislead", () => {
    const { process } = judged({ path: `C:\\${"\u202e"}exe.emorhc\u001b[2K\\${"x".repeat(400)}` });
    expect(process).not.toMatch(/\p{Cc}|\p{Cf}/u);
    expect(process?.length).toBeLessThanOrEqual(255);
  });

  it.each([
    ["nothing", ""],
    ["no JSON", "The term 'Add-Type' is not recognized"],
    ["another shape", "[]"],
    ["a member more", JSON.stringify({ own: OWN, rows: [], more: 1 })],
    ["a column more", JSON.stringify({ own: OWN, rows: [{ ...ROW, uid: 0 }] })],
    ["a column less", JSON.stringify({ own: OWN, rows: [{ ...ROW, pid: undefined }] })],
    ["a port as text", JSON.stringify({ own: OWN, rows: [{ ...ROW, localPort: "49152" }] })],
    ["one row in place of a list", JSON.stringify({ own: OWN, rows: ROW })],
    ["an account that is no SID", JSON.stringify({ own: "S-1-5-21-x", rows: [] })],
    ["a flood of rows", JSON.stringify({ own: OWN, rows: Array.from({ length: 33 }, () => ROW) })],
    ["a path beyond every path", JSON.stringify({ own: OWN, rows: [{ ...ROW, path: "x".repeat(40_000) }] })],
  ])("believes nothing of an answer that is %s", (_, answer) => expect(readOwners(answer)).toBeUndefined());
});

describe("argumentsIn", () => {
  it("keeps together what is quoted", () => {
    expect(argumentsIn('"C:\\a b\\node.exe" --flag "x y.js" z')).toEqual([
      "C:\\a b\\node.exe",
      "--flag",
      "x y.js",
      "z",
    ]);
    expect(argumentsIn('node "open')).toEqual(["node", "open"]);
    expect(argumentsIn("")).toEqual([]);
  });
});

describe("powershellIn", () => {
  it("is Windows' own, by full path, with the script as one argument that a command line has room for", () => {
    const { path, args } = powershellIn("D:\\WINDOWS\\", WINDOWS_OWNER_SCRIPT);
    expect(path).toBe("D:\\WINDOWS\\System32\\WindowsPowerShell\\v1.0\\powershell.exe");
    expect(`"${path}" ${args.join(" ")}`.length).toBeLessThan(32_767); // CreateProcessW
    const script = Buffer.from(args.at(-1) ?? "", "base64").toString("utf16le");
    expect(script.match(/^'@$/gm)).toHaveLength(1);
    expect(script).toContain("GetExtendedTcpTable");
    // PowerShell would read standard input itself, and the questions with it (ConsoleHost: AstSearcher.IsUsingDollarInput).
    expect(script).not.toMatch(/\$input\b/i);
  });

  it.each([undefined, "", "\\\\evil\\share", "C:\\Windows\\..\\Temp", 'C:\\Win"dows', "powershell"])(
    "takes no other place for Windows: %s",
    (root) =>
      expect(powershellIn(root, "exit").path).toBe("C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe"),
  );
});
