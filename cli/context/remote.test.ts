import { describe, expect, it } from "vitest";
import { prettyName } from "./os-name.ts";
import { type RemoteHints, remoteHints, remoteOf } from "./remote.ts";

function hints(changed: Partial<RemoteHints>): RemoteHints {
  return {
    env: {},
    processes: [],
    cgroup: "0::/user.slice/user-1000.slice/session-2.scope\n",
    kernel: "6.12.41-amd64",
    containerMark: false,
    ...changed,
  };
}

const chain = (...names: string[]) =>
  names.map((name, index) => ({ pid: 100 - index, parentPid: 99 - index, name, tty: null, command: [name] }));

describe("remoteOf", () => {
  it.each<[string, Partial<RemoteHints>, string | null]>([
    ["a desk", { processes: chain("nearside", "bash", "gnome-terminal-", "systemd") }, null],
    ["SSH by its variables", { env: { SSH_CONNECTION: "10.0.0.1 5 10.0.0.2 22" } }, "ssh"],
    ["SSH by its terminal", { env: { SSH_TTY: "/dev/pts/0" } }, "ssh"],
    ["SSH behind sudo", { processes: chain("nearside", "bash", "sudo", "bash", "sshd-session", "sshd") }, "ssh"],
    ["mosh", { processes: chain("nearside", "bash", "mosh-server") }, "ssh"],
    ["a terminal in a browser", { processes: chain("nearside", "bash", "ttyd") }, "remote-shell"],
    ["SSH into a container", { env: { SSH_TTY: "/dev/pts/0" }, containerMark: true }, "ssh"],
    ["Docker or Podman", { containerMark: true }, "container"],
    ["Kubernetes", { env: { KUBERNETES_SERVICE_HOST: "10.96.0.1" } }, "container"],
    ["Podman's variable", { env: { container: "podman" } }, "container"],
    ["Docker by control group", { cgroup: "5:cpu:/docker/0123456789abcdef0123456789abcdef\n" }, "container"],
    ["Docker under systemd", { cgroup: "0::/system.slice/docker-0123456789ab.scope" }, "container"],
    ["containerd", { cgroup: "0::/system.slice/cri-containerd-0123456789ab.scope" }, "container"],
    ["a pod", { cgroup: "0::/kubepods.slice/kubepods-burstable.slice" }, "container"],
    ["LXC", { cgroup: "0::/lxc.payload.web" }, "container"],
    ["Docker's own service is no container", { cgroup: "0::/system.slice/docker.service" }, null],
    ["WSL", { env: { WSL_DISTRO_NAME: "Debian" } }, "wsl"],
    ["WSL by kernel", { kernel: "5.15.167.4-microsoft-standard-WSL2" }, "wsl"],
    [
      "a remote editor",
      {
        processes: [
          ...chain("nearside", "bash"),
          { pid: 9, parentPid: 1, name: "node", tty: null, command: ["/home/zoe/.vscode-server/bin/1/node"] },
        ],
      },
      "remote-editor",
    ],
    ["empty variables", { env: { SSH_TTY: "", container: "", WSL_INTEROP: "" } }, null],
    ["this process itself is no ancestor", { processes: chain("sshd") }, null],
  ])("%s", (_what, changed, remote) => {
    expect(remoteOf(hints(changed))).toBe(remote);
  });
});

describe("remoteHints", () => {
  it("reads this machine", async () => {
    const read = await remoteHints({ env: {}, platform: "linux" }, []);
    expect(read.kernel).toMatch(/^\d+\.\d+/);
    expect(read.cgroup).toMatch(/^\d+:/m);
  });

  it("reads nothing of Linux elsewhere", async () => {
    expect(await remoteHints({ env: {}, platform: "darwin" }, [])).toMatchObject({ cgroup: "", kernel: "" });
  });
});

describe("prettyName", () => {
  it.each([
    ['NAME="Debian"\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n', "Debian GNU/Linux 13 (trixie)"],
    ["PRETTY_NAME=Alpine\n", "Alpine"],
    ['PRETTY_NAME="A \\"quoted\\" \\$name"', 'A "quoted" $name'],
    ['PRETTY_NAME=""', undefined],
    ["", undefined],
  ])("%j", (file, name) => {
    expect(prettyName(file)).toBe(name);
  });
});
