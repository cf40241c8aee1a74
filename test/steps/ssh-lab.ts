// A laptop and hosts that its person reaches by SSH: the `ssh`, `sshd` and `ssh-agent` that Debian has, with nothing between them.
// The laptop has its own ~/.ssh by a mount of its own, since `ssh` asks the system where the account's home is.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../kit/free-port.ts";
import type { AtEnd } from "../support/at-end.ts";
import { type Process, startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { noteSeenUpdates } from "../support/seen-updates.ts";
import type { Nearside } from "./real-command-line.ts";

const execute = promisify(execFile);
const STARTED_MS = 30_000;
const SSHD = "/usr/sbin/sshd";

export interface SshHostProgram {
  /** The laptop types this name. */
  readonly name: string;
  readonly port: number;
  /** The account's home there. */
  readonly home: string;
  /** "SHA256:…" */
  readonly fingerprint: string;
  /** The key as SSH writes it. */
  readonly key: Buffer;
}

export interface SshLab {
  readonly home: string;
  readonly state: string;
  /** The socket of the person's own agent, which has the one key that the hosts take. */
  readonly agent: string;
  /** `nearside …` on the laptop. */
  readonly nearside: Nearside;
  /** Any program on the laptop. */
  readonly run: (command: string, args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Process>;
  /** `ssh …` on the laptop, with ~/.ssh/config. */
  readonly ssh: (...args: readonly string[]) => Promise<Process>;
  /** Starts one more host. */
  readonly newHost: (name: string, how?: HostOptions) => Promise<SshHostProgram>;
  /** Starts the keeper, once `nearside ssh setup` was called. */
  readonly startKeeper: () => Promise<Process>;
}

type KeyType = "ed25519" | "ecdsa" | "rsa";

interface HostOptions {
  readonly keyType?: KeyType;
  /** True if it has a certificate, and the laptop knows its signer alone. */
  readonly certified?: boolean;
  /** Lines of its sshd_config. */
  readonly further?: readonly string[];
}

interface LabOptions {
  /** An account that is there already, and the network namespace that it is in. */
  readonly laptop?: { readonly home: string; readonly namespace: string };
  /** The namespace of the hosts, and their address on the network. */
  readonly hosts?: { readonly namespace: string; readonly address: string };
  /** Variables on both, such as an authority to be trusted. */
  readonly env?: Readonly<Record<string, string>>;
}

export async function openSshLab(atEnd: AtEnd, options: LabOptions = {}): Promise<SshLab> {
  const { laptop, hosts, env: common = {} } = options;
  const address = hosts?.address ?? "127.0.0.1";
  const folder = await mkdtemp(join(tmpdir(), "nearside-lab-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const home = laptop?.home ?? join(folder, "laptop");
  const dotSsh = join(home, ".ssh");
  await mkdir(dotSsh, { recursive: true });
  await chmod(dotSsh, 0o700);
  await noteSeenUpdates(home);
  const bin = await newPath(folder);
  const agent = join(folder, "agent.sock");
  await newKey(join(folder, "person"));
  const own = await startProcess({ command: "ssh-agent", args: ["-D", "-a", agent], env: { PATH: bin } });
  atEnd(async () => void (await own.stop()));
  await own.printed(/SSH_AUTH_SOCK/, STARTED_MS);
  await execute("ssh-add", ["-q", join(folder, "person")], { env: { PATH: bin, SSH_AUTH_SOCK: agent } });
  await rename(join(folder, "person"), join(folder, "away")); // only the agent has it
  const env = { PATH: bin, HOME: home, SSH_AUTH_SOCK: agent, ...common };
  const run: SshLab["run"] = async (command, args, more = {}) => {
    const mounted = ["--mount", "sh", "-c", MOUNTED, dotSsh, command, ...args];
    const started = await startProcess({
      command: "unshare",
      args: mounted,
      env: { ...env, ...more },
      cwd: home,
      ...(laptop !== undefined && { namespace: laptop.namespace }),
    });
    atEnd(async () => void (await started.stop()));
    return started;
  };
  const nearside: Nearside = (args) => run("nearside", args);
  const settings = Object.entries(common)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
  await mkdir("/run/sshd", { recursive: true, mode: 0o755 }); // its privilege separation wants it
  const newHost: SshLab["newHost"] = async (name, { keyType = "ed25519", certified = false, further = [] } = {}) => {
    const at = join(folder, name);
    await mkdir(join(at, "run"), { recursive: true });
    await chmod(join(at, "run"), 0o700);
    await newKey(join(at, "key"), keyType);
    if (certified) await certify(folder, join(at, "key.pub"), address);
    const port = await freePort();
    const lines = [
      `Port ${port}`,
      `ListenAddress ${address}`,
      `HostKey ${join(at, "key")}`,
      ...(certified ? [`HostCertificate ${join(at, "key-cert.pub")}`] : []),
      `AuthorizedKeysFile ${join(folder, "person.pub")}`,
      "PidFile none",
      "UsePAM no",
      "PasswordAuthentication no",
      "PermitRootLogin prohibit-password",
      "StrictModes no",
      "PerSourcePenalties no",
      "AllowStreamLocalForwarding yes",
      "StreamLocalBindUnlink yes",
      ...further,
      `SetEnv HOME=${at} XDG_RUNTIME_DIR=${join(at, "run")} PATH=${bin} ${settings}`.trimEnd(),
    ];
    await writeFile(join(at, "sshd_config"), `${lines.join("\n")}\n`);
    const server = await startProcess({
      command: SSHD,
      args: ["-D", "-e", "-f", join(at, "sshd_config")],
      env,
      ...(hosts !== undefined && { namespace: hosts.namespace }),
    });
    atEnd(async () => void (await server.stop()));
    await server.printed(/Server listening on/, STARTED_MS);
    const [type, text = ""] = (await readFile(join(at, "key.pub"), "utf8")).split(" ");
    const known = certified
      ? `@cert-authority [${address}]:* ${await readFile(join(folder, "authority.pub"), "utf8")}`
      : `[${address}]:${port} ${type} ${text}\n`;
    await append(join(dotSsh, "known_hosts"), known);
    await append(
      join(dotSsh, "config"),
      `Host ${name}\n  HostName ${address}\n  Port ${port}\n  User ${userInfo().username}\n`,
    );
    const { stdout } = await execute("ssh-keygen", ["-l", "-f", join(at, "key.pub")]);
    return { name, port, home: at, fingerprint: stdout.split(" ")[1] ?? "", key: Buffer.from(text, "base64") };
  };
  const startKeeper = async (): Promise<Process> => {
    const keeper = await nearside(["keeper", "run"]);
    await keeper.printed(/The keeper runs/, STARTED_MS);
    return keeper;
  };
  const ssh: SshLab["ssh"] = (...args) => run("ssh", args);
  return { home, state: join(home, ".local/state/nearside"), agent, nearside, run, ssh, newHost, startKeeper };
}

/** A place of the laptop's own for ~/.ssh; the program takes the shell's place, and keeps its number. */
const MOUNTED = 'mkdir -p ~root/.ssh && mount --bind "$0" ~root/.ssh && exec "$@"';

/** The system's programs, and `nearside` as it is installed. */
async function newPath(folder: string): Promise<string> {
  const bin = join(folder, "bin");
  await mkdir(bin);
  const bundle = join(repository, "cli/bin/nearside.js");
  await writeFile(join(bin, "nearside"), `#!/bin/sh\nexec "${process.execPath}" "${bundle}" "$@"\n`, { mode: 0o755 });
  return `${bin}:/usr/bin:/bin`;
}

/** Signs a host's key, by an authority that is made once. */
async function certify(folder: string, key: string, principal: string): Promise<void> {
  const authority = join(folder, "authority");
  if (!existsSync(authority)) await newKey(authority);
  await execute("ssh-keygen", ["-q", "-s", authority, "-I", "host", "-h", "-n", principal, key]);
}

async function newKey(file: string, type: KeyType = "ed25519"): Promise<void> {
  const bits = type === "rsa" ? ["-b", "2048"] : [];
  await execute("ssh-keygen", ["-q", "-t", type, ...bits, "-N", "", "-f", file]);
}

const append = (file: string, text: string): Promise<void> => writeFile(file, text, { flag: "a", mode: 0o600 });
