// Protocol §10.1: `nearside ssh setup`, `check` and `undo`, with the configuration that a person has, and the `ssh` that reads it.
import { chmod, lstat, mkdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { enrolCommandLine } from "./real-command-line.ts";
import { openSshLab, type SshLab } from "./ssh-lab.ts";
import { openStage } from "./stage.ts";

let lab: SshLab;
beforeEach(async () => {
  lab = await openSshLab(onTestFinished);
});

const config = (): string => join(lab.home, ".ssh/config");

async function nearside(...args: readonly string[]) {
  const cli = await lab.nearside(args);
  const { code } = await cli.ended();
  return { code, stdout: cli.stdout(), stderr: cli.stderr() };
}

/** Gives what `ssh` reads there for that host. */
async function effective(host: string, name: string): Promise<string | undefined> {
  const shown = await lab.ssh("-G", host);
  expect(await shown.ended(), shown.stderr()).toMatchObject({ code: 0 });
  return new RegExp(`^${name} (.*)$`, "m").exec(shown.stdout())?.[1];
}

const socket = (name: string): string => join(lab.state, "keeper", name);

describe("the set-up", () => {
  it("is one line before the person's own, once however often it is made, and is removed to the byte", async () => {
    await lab.newHost("build-7");
    const before = `${await readFile(config(), "utf8")}\n# mine\nHost *\n\tServerAliveInterval 30`;
    await writeFile(config(), before);
    await chmod(config(), 0o640);
    for (let times = 0; times < 2; times += 1) expect(await nearside("ssh", "setup")).toMatchObject({ code: 0 });
    const text = await readFile(config(), "utf8");
    expect(text.endsWith(before)).toBe(true);
    expect(text.match(/^Include /gm)).toHaveLength(1);
    expect((await lstat(config())).mode & 0o777).toBe(0o640);
    expect(await readFile(join(lab.state, "ssh-config.backup"), "utf8")).toBe(before);
    expect(await nearside("ssh", "undo")).toMatchObject({ code: 0 });
    expect(await readFile(config(), "utf8")).toBe(before);
    expect(await nearside("ssh", "undo")).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/nothing to undo/),
    });
  });

  it("makes a configuration where the account has none, and removes it too", async () => {
    expect(await nearside("ssh", "setup")).toMatchObject({ code: 0 });
    expect(await readFile(config(), "utf8")).toMatch(/^# nearside: begin/);
    expect(await nearside("ssh", "undo")).toMatchObject({ code: 0 });
    await expect(lstat(config())).rejects.toThrow(/ENOENT/);
  });

  it("writes to the file itself, and leaves the link to it", async () => {
    const real = join(lab.home, "dotfiles");
    await mkdir(real);
    await writeFile(join(real, "ssh_config"), "Host x\n  User y\n");
    await symlink("../dotfiles/ssh_config", config());
    expect(await nearside("ssh", "setup")).toMatchObject({ code: 0 });
    expect(await readlink(config())).toBe("../dotfiles/ssh_config");
    expect(await readFile(join(real, "ssh_config"), "utf8")).toMatch(/Include/);
    expect(await nearside("ssh", "undo")).toMatchObject({ code: 0 });
    expect(await readFile(join(real, "ssh_config"), "utf8")).toBe("Host x\n  User y\n");
  });

  it("leaves a configuration unchanged that ssh refuses", async () => {
    await writeFile(config(), "Host x\n  NoSuchOption yes\n");
    expect(await nearside("ssh", "setup")).toMatchObject({ code: 89 });
    expect(await readFile(config(), "utf8")).toBe("Host x\n  NoSuchOption yes\n");
    await expect(lstat(join(lab.state, "ssh.json"))).rejects.toThrow(/ENOENT/);
  });

  it("removes nothing that the person wrote between its lines, and replaces no link that leads nowhere", async () => {
    expect(await nearside("ssh", "setup")).toMatchObject({ code: 0 });
    const mine = (await readFile(config(), "utf8")).replace("# nearside: end", "Host mine\n  User me\n# nearside: end");
    await writeFile(config(), mine);
    for (const command of ["setup", "undo"]) expect(await nearside("ssh", command)).toMatchObject({ code: 89 });
    expect(await readFile(config(), "utf8")).toBe(mine);
    await rm(config());
    await symlink(join(lab.home, "nowhere"), config());
    expect(await nearside("ssh", "setup")).toMatchObject({ code: 89 });
    expect(await readlink(config())).toBe(join(lab.home, "nowhere"));
  });

  it("keeps the earlier set-up where a later one is refused", async () => {
    expect(await nearside("ssh", "setup", "--host", "build-*")).toMatchObject({ code: 0 });
    const files = () =>
      Promise.all(["ssh.json", "ssh.conf", "ssh-ready"].map((name) => readFile(join(lab.state, name))));
    const whole = await files();
    const spoilt = `${await readFile(config(), "utf8")}\nNoSuchOption yes\n`;
    await writeFile(config(), spoilt);
    expect(await nearside("ssh", "setup")).toMatchObject({ code: 89 });
    expect(await files()).toEqual(whole);
    expect(await readFile(config(), "utf8")).toBe(spoilt);
  });

  it.each(["a b", 'x"', "x\nIdentityFile y", "$(id)", "!a", "--", "-oProxyCommand=x"])(
    "takes no host that would be more than a name: %s",
    async (host) => {
      expect(await nearside("ssh", "setup", "--host", host)).toMatchObject({ code: 2 });
      await expect(lstat(config())).rejects.toThrow(/ENOENT/);
    },
  );
});

describe("ssh", () => {
  it("asks the keeper only while it runs, and the person's own agent otherwise", async () => {
    await lab.newHost("build-7");
    await nearside("ssh", "setup", "--host", "build-*");
    expect(await effective("build-7", "identityagent")).toBeUndefined();
    const keeper = await lab.startKeeper();
    expect(await effective("build-7", "identityagent")).toBe(socket("ssh.sock"));
    expect(await effective("build-7", "forwardagent")).toBe("yes");
    expect(await effective("elsewhere", "identityagent")).toBeUndefined();
    expect(await (await lab.ssh("build-7", "true")).ended()).toMatchObject({ code: 0 });
    keeper.signal("SIGKILL"); // its sockets are left behind
    await keeper.ended();
    expect(await effective("build-7", "identityagent")).toBeUndefined();
    expect(await (await lab.ssh("build-7", "true")).ended()).toMatchObject({ code: 0 });
  });

  it("keeps using the agent that the person's configuration names", async () => {
    await lab.newHost("build-7");
    await writeFile(config(), `${await readFile(config(), "utf8")}Host *\n  IdentityAgent ${lab.agent}\n`);
    await nearside("ssh", "setup");
    await lab.startKeeper();
    const session = await lab.run("ssh", ["build-7", "true"], { SSH_AUTH_SOCK: "/nonexistent" });
    expect(await session.ended(), session.stderr()).toMatchObject({ code: 0 });
  });

  it("lends the keys to the hosts that were named, and to no other", async () => {
    await nearside("ssh", "setup", "--keys", "bastion");
    await lab.startKeeper();
    expect(await effective("bastion", "identityagent")).toBe(socket("ssh-keys.sock"));
    expect(await effective("build-7", "identityagent")).toBe(socket("ssh.sock"));
  });
});

describe("check", () => {
  const states = (text: string): readonly string[] =>
    text
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line))
      .flatMap(({ state }) => (state === undefined ? [] : [state]));

  it("says what is wrong, and proves the round trip once everything is right", async () => {
    await lab.newHost("build-7");
    await lab.newHost("closed", { further: ["AllowAgentForwarding no"] });
    const check = (host: string) => nearside("ssh", "check", host, "--json");
    expect(await check("build-7")).toMatchObject({ code: 28, stderr: expect.stringMatching(/nearside ssh setup/) });
    await nearside("ssh", "setup", "--host", "build-7,closed");
    expect(await check("build-7")).toMatchObject({ code: 28, stderr: expect.stringMatching(/nearside keeper/) });
    await lab.startKeeper();
    expect(await check("elsewhere")).toMatchObject({
      code: 28,
      stderr: expect.stringMatching(/does not apply to this host/),
    });
    expect(await check("closed")).toMatchObject({ code: 28, stderr: expect.stringMatching(/AllowAgentForwarding/) });
    const good = await check("build-7");
    expect(good, good.stderr).toMatchObject({ code: 0 });
    expect(states(good.stdout)).toEqual(["good", "good"]);
  });

  it.each([
    ["none", 28, /takes no login from other hosts[\s\S]*NEARSIDE_REMOTE_HOSTS/],
    ["enrolled", 0, /The host reached the keeper/],
  ])("asks the server if it takes logins from hosts: %s", async (allowed, code, says) => {
    const stage = await openStage(onTestFinished, { NEARSIDE_REMOTE_HOSTS: allowed });
    await enrolCommandLine(stage, lab.nearside);
    await lab.newHost("build-7");
    await nearside("ssh", "setup");
    await lab.startKeeper();
    const found = await nearside("ssh", "check", "build-7");
    expect(found, found.stderr).toMatchObject({ code, stderr: expect.stringMatching(says) });
  });

  it("finds an agent of the host's own in the keeper's place", async () => {
    await lab.newHost("build-7", { further: ["PermitUserEnvironment yes"] });
    await writeFile(join(lab.home, "../build-7/.bashrc"), "export SSH_AUTH_SOCK=/tmp/none\n");
    await nearside("ssh", "setup");
    await lab.startKeeper();
    const found = await nearside("ssh", "check", "build-7");
    expect(found).toMatchObject({ code: 28, stderr: expect.stringMatching(/is not this keeper/) });
  });
});
