import { describe, expect, it } from "vitest";
import { here, ofSetup } from "./check-ssh.ts";

const SSH = { SSH_CONNECTION: "192.0.2.1 50000 192.0.2.7 22" };
const EDITOR = { ...SSH, TERM_PROGRAM: "vscode", VSCODE_IPC_HOOK_CLI: "/run/user/1000/vscode-ipc.sock" };

describe("where no keeper of the person's own machine is reached, says why and what to do", () => {
  it.each([
    ["a session without a forwarded agent", SSH, /no agent was forwarded/, /nearside ssh setup, then start/],
    [
      "a terminal of VS Code Remote-SSH",
      EDITOR,
      /belongs to an editor that came here by SSH/,
      /connect again\. An editor on Windows/,
    ],
    ["a codespace in a browser", { CODESPACES: "true" }, /a codespace/, /gh codespace ssh/],
    ["a codespace that sshd runs in", { CODESPACES: "true", ...SSH }, /a codespace/, /gh codespace ssh/],
  ])("%s", (_what, env, says, cure) => {
    expect(here(env, false)).toEqual([
      { about: "ssh", state: "notice", says: expect.stringMatching(says), cure: expect.stringMatching(cure) },
    ]);
  });

  it("says nothing where an agent was forwarded, by any program, nor at the person's own desk", () => {
    for (const env of [SSH, EDITOR, { CODESPACES: "true", ...SSH }]) expect(here(env, true)).toEqual([]);
    expect(here({ TERM_PROGRAM: "vscode" }, false)).toEqual([]);
  });
});

describe("of the set-up of this account's ssh", () => {
  const whole = { is: "whole", hosts: { logins: ["*"], keys: [] }, config: "/home/ada/.ssh/config" } as const;

  it("says which hosts can ask", () => {
    expect(ofSetup(whole, {})).toMatchObject([{ state: "good", says: expect.stringContaining("every host") }]);
    const some = { ...whole, hosts: { logins: ["build-*", "bastion"], keys: [] } };
    expect(ofSetup(some, {})).toMatchObject([{ state: "good", says: expect.stringContaining("build-* and bastion") }]);
  });

  it.each([{ WSL_DISTRO_NAME: "Debian" }, { WSL_INTEROP: "/run/WSL/1_interop" }])(
    "says in WSL that Windows' own ssh does not ask it: %o",
    (env) => {
      expect(ofSetup(whole, env)).toMatchObject([
        { state: "good" },
        { state: "notice", says: expect.stringContaining("ssh.exe"), cure: expect.stringContaining("code .") },
      ]);
    },
  );

  it("says how to set it up again where it was changed, and that nothing is to do where it is not set up", () => {
    expect(ofSetup({ ...whole, is: "stale" }, {})).toMatchObject([
      { state: "notice", cure: expect.stringContaining("ssh setup") },
    ]);
    expect(ofSetup({ ...whole, is: "missing" }, {})).toMatchObject([{ state: "good" }]);
  });
});
