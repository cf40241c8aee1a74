// The programs that the end-to-end tests build their world with: two network namespaces and a certificate authority.
import { installDebianPackages, mayInstallDebianPackages } from "./debian.mjs";
import { findProgram } from "./programs.mjs";
import { CannotGoOn } from "./step.mjs";

const TOOLS = [
  { program: "ip", debianPackage: "iproute2" },
  { program: "certutil", debianPackage: "libnss3-tools" },
  { program: "openssl", debianPackage: "openssl" },
];

/** @throws {CannotGoOn} if one is missing and is not ours to install */
export async function ensureTestTools() {
  const missing = TOOLS.filter(({ program }) => findProgram(program, ["/usr/sbin", "/sbin"]) === undefined);
  if (missing.length === 0) return;
  const packages = missing.map(({ debianPackage }) => debianPackage);
  if (mayInstallDebianPackages()) return installDebianPackages(packages);
  throw new CannotGoOn(
    `The end-to-end tests need ${missing.map(({ program }) => program).join(", ")}, which this system lacks.\n` +
      `On Debian or Ubuntu: sudo apt-get install ${packages.join(" ")}. Elsewhere install the packages that hold them.`,
  );
}
