import { describe, expect, it } from "vitest";
import { engineIn } from "./container-of.ts";

const [A, B] = ["a1".repeat(32), "b2".repeat(32)];

describe("the engine that made a container, by its control groups", () => {
  it.each([
    ["podman", `0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${A}.scope/container`, A],
    ["podman", `0::/libpod_parent/libpod-${A}`, A],
    ["docker", `0::/system.slice/docker-${A}.scope`, A],
    ["docker", `12:pids:/docker/${A}\n0::/docker/${A}`, A],
    ["containerd", `0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-${A}.scope`, A],
    ["crio", `0::/kubepods.slice/crio-${A}.scope`, A],
    ["lxc", "0::/lxc.payload.devbox/init.scope", "devbox"],
    ["nspawn", "0::/machine.slice/systemd-nspawn@devbox.service/payload", "devbox"],
    ["nspawn", "0::/machine.slice/machine-devbox.scope", "devbox"],
  ])("is %s: %s", (runtime, text, id) => {
    expect(engineIn(`${text}\n`)).toEqual({ runtime, id });
  });

  it("is nobody for a program of the machine", () => {
    for (const text of [
      "0::/user.slice/user-1000.slice/session-2.scope",
      "9:name=systemd:/\n0::/",
      "",
      `0::/libpod-${A.slice(1)}.scope`,
      `0::/x-libpod-${A}.scope`,
      `0::/libpod-${A}.scope.d`,
    ])
      expect(engineIn(text)).toBeUndefined();
  });

  it("is that of the outermost group: a name further in is only the container's claim", () => {
    expect(engineIn(`0::/libpod-${A}.scope/container/libpod-${B}.scope`)).toEqual({ runtime: "podman", id: A });
    expect(engineIn(`0::/docker/${A}/lxc.payload.bank`)).toEqual({ runtime: "docker", id: A });
  });
});
