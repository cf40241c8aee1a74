import { describe, expect, it } from "vitest";
import { forwarderOf, hiddenForwarderOf, isEditorServer } from "./forwarders.ts";

describe("forwarderOf", () => {
  it.each<[string, string[], string]>([
    ["/usr/lib/openssh/sshd-session", ["sshd-session: zoe@notty"], "ssh"],
    ["/usr/sbin/sshd", ["sshd: zoe@pts/0"], "ssh"],
    ["/usr/bin/ssh", ["ssh", "-R", "9000:127.0.0.1:40123", "elsewhere"], "ssh"],
    ["/usr/bin/ssh (deleted)", ["ssh", "elsewhere"], "ssh"],
    ["sshd-session", [], "ssh"],
    ["/home/zoe/.vscode-server/bin/0a1b2c/node", ["node", "out/server-main.js"], "editor"],
    ["/home/zoe/.vscode-server-insiders/cli/servers/Insiders-1/server/node", ["node"], "editor"],
    ["/home/zoe/.cursor-server/cli/servers/Stable-1/server/node", ["node"], "editor"],
    ["/usr/bin/node", ["node", "--no-warnings", "/usr/lib/code-server/out/node/entry.js"], "editor"],
    ["/home/zoe/.cache/JetBrains/RemoteDev/dist/1/jbr/bin/java", ["java"], "editor"],
    ["/usr/local/bin/code-tunnel", ["code-tunnel", "tunnel"], "editor"],
    ["/home/zoe/.zed_server/zed-remote-server-stable", ["run"], "editor"],
    ["/usr/bin/socat1", ["socat"], "relay"],
    ["/usr/bin/python3.13", ["python3", "/usr/bin/sshuttle", "-r", "host"], "ssh"],
    ["/snap/ngrok/1/ngrok", ["ngrok", "http", "40123"], "tunnel"],
    ["/usr/bin/kubectl", ["kubectl", "port-forward"], "tunnel"],
    ["/usr/bin/docker-proxy", [], "container"],
    ["/usr/bin/gh", ["gh", "codespace", "ports", "forward", "8000:8000"], "editor"],
    [
      "/usr/bin/python3.13",
      ["python3", "-S", "-W", "ignore", "/usr/lib/google-cloud-sdk/lib/gcloud.py", "compute", "start-iap-tunnel"],
      "tunnel",
    ],
    ["/opt/az/bin/python3.12", ["/opt/az/bin/python3", "-Im", "azure.cli", "network", "bastion", "tunnel"], "tunnel"],
    ["/usr/local/sessionmanagerplugin/bin/session-manager-plugin", [], "tunnel"],
    ["/usr/bin/cloud-sql-proxy", ["cloud-sql-proxy", "--port", "8000"], "tunnel"],
    ["/usr/bin/java", ["java", "-cp", "/opt/app.jar", "/opt/code-server/Main"], "editor"],
    // macOS
    ["/usr/libexec/sshd-session", [], "ssh"],
    [
      "/Applications/Visual Studio Code.app/Contents/Frameworks/Code Helper (Plugin).app/Contents/MacOS/Code Helper (Plugin)",
      [],
      "editor",
    ],
    [
      "/Applications/Cursor.app/Contents/Frameworks/Cursor Helper (Plugin).app/Contents/MacOS/Cursor Helper (Plugin)",
      [],
      "editor",
    ],
    ["/Applications/Docker.app/Contents/MacOS/com.docker.backend", [], "container"],
    // Windows
    ["C:\\Windows\\System32\\OpenSSH\\ssh.exe", [], "ssh"],
    ["C:\\Windows\\System32\\OpenSSH\\SSHD.EXE", [], "ssh"],
    ["C:\\Program Files\\WSL\\wslrelay.exe", [], "container"],
    ["vmmemWSL", [], "container"],
    ["C:\\Users\\zoe\\AppData\\Local\\Programs\\Microsoft VS Code\\Code.exe", [], "editor"],
    ["C:\\Windows\\System32\\svchost.exe", [], "relay"],
    ["C:\\Users\\zoe\\.vscode-server\\bin\\1\\node.exe", [], "editor"],
  ])("knows %s", (executable, argv, kind) => {
    const found = forwarderOf(executable, argv);
    expect(found?.kind).toBe(kind);
    expect(found?.because).toMatch(/\w/);
  });

  it.each<[string, string[]]>([
    ["/usr/lib/chromium/chromium", ["/usr/lib/chromium/chromium --type=utility"]],
    ["/opt/google/chrome/chrome", ["/opt/google/chrome/chrome"]],
    ["/usr/lib/firefox-esr/firefox-esr", ["firefox-esr"]],
    ["/usr/bin/node", ["node", "/home/zoe/ngrok-notes/server.js"]],
    ["/home/zoe/vscode/out/browser", []],
    ["/usr/bin/bash", ["bash", "ssh"]],
    ["/usr/bin/python3.13", ["python3", "-W", "ignore", "/home/zoe/tool.py", "ssh"]],
    ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", []],
    ["/Applications/Firefox.app/Contents/MacOS/firefox", []],
    ["C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe", []],
    ["C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe", []],
  ])("lets %s pass", (executable, argv) => {
    expect(forwarderOf(executable, argv)).toBeNull();
  });
});

describe("hiddenForwarderOf", () => {
  it("knows names that the kernel has cut, and no others by their beginning", () => {
    expect(hiddenForwarderOf("systemd-socket-", [])?.kind).toBe("relay");
    expect(hiddenForwarderOf("sshd-session", [])?.kind).toBe("ssh");
    for (const other of ["ssh-agent", "system", "chromium", "systemd-resolve"])
      expect(hiddenForwarderOf(other, [])).toBeNull();
  });
});

describe("isEditorServer", () => {
  it("reads arguments one by one or as one text", () => {
    expect(isEditorServer(["sh", "/home/zoe/.vscode-server/bin/1/bin/code-server"])).toBe(true);
    expect(isEditorServer("/Users/zoe/.vscode-server/bin/1/node out/server-main.js")).toBe(true);
    expect(isEditorServer(["/usr/share/code/code", "--type=zygote"])).toBe(false);
  });
});
