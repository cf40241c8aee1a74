// A real SSH server on loopback with its own configuration, keys and port, and its client: for ports that are forwarded.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../kit/free-port.ts";
import type { AtEnd } from "../support/at-end.ts";
import { type Process, startProcess } from "../support/process.ts";

export interface SshServer {
  /**
   * The client, connected as this account, forwarding that.
   * @param rule `bind address:port:host:port`
   */
  readonly forward: (option: "-L" | "-R", rule: string) => Promise<Process>;
}

const STARTED_MS = 30_000;
const execute = promisify(execFile);

export async function startSshServer(atEnd: AtEnd): Promise<SshServer> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-ssh-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const env = { PATH: process.env["PATH"] ?? "", HOME: folder };
  const file = (name: string): string => join(folder, name);
  for (const key of ["host", "person"]) await execute("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file(key)]);
  const port = await freePort();
  const options = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${file("host")}`,
    `AuthorizedKeysFile ${file("person.pub")}`,
    "PidFile none",
    "UsePAM no",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "PermitRootLogin prohibit-password",
    // The folder lies where everybody may write.
    "StrictModes no",
    // A remote end may say which address to listen at, as HERE of the test.
    "GatewayPorts clientspecified",
    "AllowTcpForwarding yes",
  ];
  if (await hasPenalties()) options.push("PerSourcePenalties no");
  await writeFile(file("sshd_config"), `${options.join("\n")}\n`);
  await mkdir("/run/sshd", { recursive: true, mode: 0o755 }); // its privilege separation wants it, and boots remove it
  const { stdout } = await execute("sh", ["-c", "command -v sshd || echo /usr/sbin/sshd"]);
  const server = await startProcess({
    command: stdout.trim(), // by its full path, which it asks for
    args: ["-D", "-e", "-f", file("sshd_config")],
    env,
  });
  atEnd(async () => void (await server.stop()));
  await server.printed(/Server listening on 127\.0\.0\.1/, STARTED_MS);
  const [type, key] = (await readFile(file("host.pub"), "utf8")).split(" ");
  await writeFile(file("known_hosts"), `[127.0.0.1]:${port} ${type} ${key}\n`);

  const forward = async (option: "-L" | "-R", rule: string): Promise<Process> => {
    const settings = {
      UserKnownHostsFile: file("known_hosts"),
      IdentityFile: file("person"),
      IdentitiesOnly: "yes",
      BatchMode: "yes",
      ExitOnForwardFailure: "yes",
    };
    const client = await startProcess({
      command: "ssh",
      args: [
        ...["-F", "none", "-v", "-N", "-p", String(port), option, rule],
        ...Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]),
        `${userInfo().username}@127.0.0.1`,
      ],
      env,
    });
    atEnd(async () => void (await client.stop()));
    // Forwards of the far end are answered one by one; those of this one are there before the session begins.
    const isUp = option === "-R" ? /remote forward success/ : /Entering interactive session/;
    await client.printed(isUp, STARTED_MS);
    return client;
  };
  return { forward };
}

/** OpenSSH from 9.8 on punishes an address for refusals, and everybody here has the same. */
async function hasPenalties(): Promise<boolean> {
  const { stderr } = await execute("ssh", ["-V"]);
  const [, major, minor] = /OpenSSH_(\d+)\.(\d+)/.exec(stderr) ?? [];
  return Number(major) > 9 || (Number(major) === 9 && Number(minor) >= 8);
}
