// The Debian package of the server: what the build left, a Node 24 of its own because no Debian has one that new, and the files of
// deploy/debian. The same sources give the same bytes.
import {
  chmodSync,
  constants,
  copyFileSync,
  cpSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { runQuietly } from "./child.mjs";
import { node24 } from "./node24.mjs";
import { repository } from "./repository.mjs";
import { childStep } from "./step.mjs";

const SOURCES = join(repository, "deploy/debian");
const PLACE = "usr/lib/nearside-server";
/** The rules' engine is WebAssembly that its package loads by itself, so it is not in the bundle. */
const ENGINE = "node_modules/@cedar-policy/cedar-wasm";
const DOC = "usr/share/doc/nearside-server";
/** The documents, in the places that they have to each other, and what they tell operators to copy. */
const DOCUMENTS = [
  ...[
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "LICENSE",
    "docs",
    "cli/README.md",
    "resource/README.md",
    "examples/README.md",
    "test/README.md",
  ],
  ...["deploy/nginx.conf", "deploy/Caddyfile", "deploy/prometheus", "deploy/grafana"],
];

/** @type {[source: string, place: string, mode: number][]} */
const FILES = [
  ["nearside-server.sh", "usr/bin/nearside-server", 0o755],
  ["nearside-server.service", "usr/lib/systemd/system/nearside-server.service", 0o644],
  ["nearside-server.socket", "usr/lib/systemd/system/nearside-server.socket", 0o644],
  ["sysusers.conf", "usr/lib/sysusers.d/nearside-server.conf", 0o644],
  ["tmpfiles.conf", "usr/lib/tmpfiles.d/nearside-server.conf", 0o644],
  ["server.jsonc", "etc/nearside/server.jsonc", 0o644],
  ["copyright", `${DOC}/copyright`, 0o644],
  ["conffiles", "DEBIAN/conffiles", 0o644],
  ["templates", "DEBIAN/templates", 0o644],
  ["postinst", "DEBIAN/postinst", 0o755],
  ["prerm", "DEBIAN/prerm", 0o755],
  ["postrm", "DEBIAN/postrm", 0o755],
];

/** Node's names of processors, and Debian's. @type {Partial<Record<NodeJS.Architecture, string>>} */
const ARCHITECTURES = { x64: "amd64", arm64: "arm64" };

export function debianArchitecture() {
  return ARCHITECTURES[process.arch] ?? process.arch;
}

/** Debian sorts a version that is no release yet before the release by a tilde. @param {string} version */
const debianVersion = (version) => version.replace("-", "~");

/**
 * @param {string} path of the package
 * @param {string} version
 * @throws {import("./step.mjs").CannotGoOn} with what dpkg-deb said
 */
export async function makeDeb(path, version) {
  const root = mkdtempSync(join(tmpdir(), "nearside-deb-"));
  try {
    layOut(root, version);
    const made = await whenMade();
    setTimes(root, made);
    mkdirSync(dirname(path), { recursive: true });
    const args = ["--root-owner-group", "-Zzstd", "-z3", "--threads-max=1", "--build", root, path];
    await childStep("build the Debian package", "dpkg-deb", args, { env: { SOURCE_DATE_EPOCH: String(made) } });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/**
 * @param {string} root
 * @param {string} version
 */
function layOut(root, version) {
  for (const [source, place, mode] of FILES) put(root, place, readFileSync(join(SOURCES, source)), mode);
  const server = join(root, PLACE);
  mkdirSync(server, { recursive: true });
  cpSync(join(repository, "server/bin"), join(server, "bin"), { recursive: true });
  // what V8 compiled is for another place, and differs from build to build
  const compiled = join(repository, "server/dist/compiled");
  cpSync(join(repository, "server/dist"), join(server, "dist"), {
    recursive: true,
    filter: (from) => from !== compiled,
  });
  copyFileSync(join(repository, "server/package.json"), join(server, "package.json"));
  for (const part of ["package.json", "nodejs"])
    cpSync(join(repository, ENGINE, part), join(server, ENGINE, part), { recursive: true });
  copyFileSync(realpathSync(node24), join(server, "node"), constants.COPYFILE_FICLONE);
  const changes = `nearside-server (${debianVersion(version)}) unstable; urgency=medium\n\n  * See the notes of the release.\n\n -- Nearside <nearside@example.com>  Thu, 01 Jan 1970 00:00:00 +0000\n`;
  put(root, `${DOC}/changelog.gz`, gzipSync(changes, { level: 9 }), 0o644);
  for (const document of DOCUMENTS) cpSync(join(repository, document), join(root, DOC, document), { recursive: true });
  closeToWriters(root);
  const kilobytes = filesBelow(root).reduce((sum, { size }) => sum + Math.ceil(size / 1024), 0);
  const control = readFileSync(join(SOURCES, "control"), "utf8")
    .replace("@VERSION@", debianVersion(version))
    .replace("@ARCHITECTURE@", debianArchitecture())
    .replace("@SIZE@", String(kilobytes));
  put(root, "DEBIAN/control", Buffer.from(control), 0o644);
}

/**
 * @param {string} root
 * @param {string} place
 * @param {Buffer} content
 * @param {number} mode
 */
function put(root, place, content, mode) {
  const path = join(root, place);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  chmodSync(path, mode);
}

/** The modes in the package must not depend on the mask of the person who builds it. @param {string} root */
function closeToWriters(root) {
  chmodSync(root, 0o755);
  for (const { path, mode, isFolder } of filesBelow(root)) chmodSync(path, isFolder || mode & 0o100 ? 0o755 : 0o644);
}

/** @param {string} root */
const filesBelow = (root) =>
  readdirSync(root, { recursive: true, encoding: "utf8" }).map((name) => {
    const path = join(root, name);
    const stats = statSync(path);
    return { path, size: stats.size, mode: stats.mode, isFolder: stats.isDirectory() };
  });

/**
 * @param {string} root
 * @param {number} seconds
 */
function setTimes(root, seconds) {
  for (const { path } of filesBelow(root)) lutimesSync(path, seconds, seconds);
  lutimesSync(root, seconds, seconds);
}

/** The time of all files in the package: SOURCE_DATE_EPOCH, else of the last commit; 0 where there is no repository. */
async function whenMade() {
  const given = process.env["SOURCE_DATE_EPOCH"];
  if (given !== undefined && /^[0-9]+$/.test(given)) return Number(given);
  const { code, output } = await runQuietly("git", ["log", "-1", "--format=%ct"]);
  return code === 0 ? Number(output.trim()) : 0;
}
