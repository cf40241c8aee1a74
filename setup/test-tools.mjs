// The programs that tests use beside the browser: network namespaces and a certificate authority to build a world of, a
// keyring and a TPM to keep keys in, the tools of other people that tokens are for and what judges them in another language,
// a mail server to take what people are told, and what attackers use: a second account of this computer, an SSH server of the
// tests' own. And the other database that the server runs on.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { runQuietly } from "./child.mjs";
import { installDebianPackages, mayInstallDebianPackages } from "./debian.mjs";
import { findProgram } from "./programs.mjs";
import { CannotGoOn } from "./step.mjs";

const TOOLS = [
  { program: "ip", debianPackage: "iproute2" },
  { program: "certutil", debianPackage: "libnss3-tools" },
  { program: "openssl", debianPackage: "openssl" },
  { program: "script", debianPackage: "bsdutils" },
  { program: "lsof", debianPackage: "lsof" },
  { program: "ps", debianPackage: "procps" },
  { program: "dbus-run-session", debianPackage: "dbus-daemon" },
  { program: "gdbus", debianPackage: "libglib2.0-bin" },
  { program: "gnome-keyring-daemon", debianPackage: "gnome-keyring" },
  { program: "swtpm", debianPackage: "swtpm" },
  { program: "swtpm_setup", debianPackage: "swtpm-tools" },
  { program: "tpm2_createprimary", debianPackage: "tpm2-tools" },
  { program: "strace", debianPackage: "strace" },
  { program: "git", debianPackage: "git" },
  { program: "curl", debianPackage: "curl" },
  { program: "kubectl", debianPackage: "kubectl" },
  { program: "oidc-agent", debianPackage: "oidc-agent-cli" },
  { program: "git-credential-oauth", debianPackage: "git-credential-oauth" },
  { program: "socat", debianPackage: "socat" },
  { program: "faketime", debianPackage: "faketime" },
  { program: "unshare", debianPackage: "util-linux" },
  { program: "sshd", debianPackage: "openssh-server" },
  { program: "ssh", debianPackage: "openssh-client" },
  { program: "bwrap", debianPackage: "bubblewrap" },
  { program: "systemd-socket-activate", debianPackage: "systemd" },
  { program: "useradd", debianPackage: "passwd" },
  { program: "setpriv", debianPackage: "util-linux" },
  { program: "initdb", debianPackage: "postgresql" },
  { program: "pgbouncer", debianPackage: "pgbouncer" },
  { program: "nginx", debianPackage: "nginx" },
  { program: "promtool", debianPackage: "promtool" },
  { program: "caddy", debianPackage: "caddy" },
  { program: "buildah", debianPackage: "buildah" },
  { program: "netavark", debianPackage: "netavark" },
  { program: "docker-compose", debianPackage: "docker-compose" },
];

/** The system's own Python has the packages of the system. It may not be the first of PATH. */
const PYTHON = "/usr/bin/python3";
const MODULES = [
  { module: "aiosmtpd", debianPackage: "python3-aiosmtpd" },
  { module: "jwcrypto", debianPackage: "python3-jwcrypto" },
];

/** Debian keeps PostgreSQL's programs apart, by version. */
const POSTGRES = "/usr/lib/postgresql";
const postgresFolders = () =>
  existsSync(POSTGRES) ? readdirSync(POSTGRES).map((version) => join(POSTGRES, version, "bin")) : [];

/** @param {string} module */
async function lacksModule(module) {
  return (await runQuietly(PYTHON, ["-c", `import ${module}`])).code !== 0;
}

/** @throws {CannotGoOn} if one is missing and is not ours to install */
export async function ensureTestTools() {
  const folders = ["/usr/sbin", "/sbin", "/usr/lib/podman", ...postgresFolders()];
  const missing = TOOLS.filter(({ program }) => findProgram(program, folders) === undefined).map(
    ({ program, debianPackage }) => ({ name: program, debianPackage }),
  );
  for (const { module, debianPackage } of MODULES)
    if (await lacksModule(module)) missing.push({ name: `${module} for ${PYTHON}`, debianPackage });
  if (missing.length === 0) return;
  const packages = missing.map(({ debianPackage }) => debianPackage);
  if (mayInstallDebianPackages()) return installDebianPackages(packages);
  throw new CannotGoOn(
    `The tests need ${missing.map(({ name }) => name).join(", ")}, which this system lacks.\n` +
      `On Debian or Ubuntu: sudo apt-get install ${packages.join(" ")}. Elsewhere install the packages that hold them.`,
  );
}
