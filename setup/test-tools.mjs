// The programs that tests use beside the browser: network namespaces and a certificate authority to build a world of, a
// keyring and a TPM to keep keys in, the tools of other people that tokens are for, and what attackers use: a second account
// of this computer, an SSH server of the tests' own. And the other database that the server runs on.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
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
  { program: "git", debianPackage: "git" },
  { program: "curl", debianPackage: "curl" },
  { program: "kubectl", debianPackage: "kubectl" },
  { program: "sshd", debianPackage: "openssh-server" },
  { program: "ssh", debianPackage: "openssh-client" },
  { program: "useradd", debianPackage: "passwd" },
  { program: "setpriv", debianPackage: "util-linux" },
  { program: "initdb", debianPackage: "postgresql" },
];

/** Debian keeps PostgreSQL's programs apart, by version. */
const POSTGRES = "/usr/lib/postgresql";
const postgresFolders = () =>
  existsSync(POSTGRES) ? readdirSync(POSTGRES).map((version) => join(POSTGRES, version, "bin")) : [];

/** @throws {CannotGoOn} if one is missing and is not ours to install */
export async function ensureTestTools() {
  const folders = ["/usr/sbin", "/sbin", ...postgresFolders()];
  const missing = TOOLS.filter(({ program }) => findProgram(program, folders) === undefined);
  if (missing.length === 0) return;
  const packages = missing.map(({ debianPackage }) => debianPackage);
  if (mayInstallDebianPackages()) return installDebianPackages(packages);
  throw new CannotGoOn(
    `The tests need ${missing.map(({ program }) => program).join(", ")}, which this system lacks.\n` +
      `On Debian or Ubuntu: sudo apt-get install ${packages.join(" ")}. Elsewhere install the packages that hold them.`,
  );
}
