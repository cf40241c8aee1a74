import { type Eyes, newestOf, type Seen, unanswered, unknown } from "./look.ts";

// The updates of Linux, as the package manager's own lists have them: nothing is fetched, so the fact is as old as the lists are.

const APT = "/usr/bin/apt";
const DNF = "/usr/bin/dnf";
const PACMAN = "/usr/bin/pacman";

export async function linuxUpdates(eyes: Eyes): Promise<Seen> {
  for (const look of [apt, dnf, pacman]) {
    const seen = await look(eyes);
    if (seen !== undefined) return seen;
  }
  return unknown("unsupported");
}

/** Lists that nobody ever fetched say nothing about updates, so nobody is asked about them. */
async function ofLists(
  eyes: Eyes,
  source: string,
  lists: readonly string[],
  look: () => Promise<Seen | undefined>,
): Promise<Seen | undefined> {
  const asOf = await newestOf(eyes, lists);
  if (asOf === undefined) return unknown("unreadable", source);
  const seen = await look();
  return seen === undefined || seen.value === "unknown" ? seen : { ...seen, asOf };
}

const isThere = async (eyes: Eyes, program: string): Promise<boolean> => (await eyes.changedAt(program)) !== undefined;

/**
 * apt(8) names every package that may be upgraded, with the parts of the archive that have the newer one. It takes an eighth of the time of
 * `apt-get --simulate dist-upgrade`, which also finds out what would have to be installed beside. What is held back counts here.
 */
async function apt(eyes: Eyes): Promise<Seen | undefined> {
  if (!(await isThere(eyes, APT))) return undefined;
  return ofLists(eyes, "apt", APT_LISTS, async () => {
    const outcome = await eyes.run(APT, ["list", "--upgradable"]);
    if (outcome.state !== "ended" || outcome.code !== 0) return unanswered(outcome, "apt");
    const lines = outcome.stdout.split("\n").filter((line) => line !== "" && line !== "Listing...");
    const suites = lines.map((line) => UPGRADABLE.exec(line)?.[1]);
    if (suites.includes(undefined)) return unknown("unreadable", "apt");
    const isSecurity = suites.some((names) => names?.split(",").some((name) => name.endsWith("-security")));
    return { value: isSecurity ? "security_pending" : lines.length > 0 ? "pending" : "current", source: "apt" };
  });
}
/** `openssl/stable-security 3.5.1-1 amd64 [upgradable from: 3.5.0-1]` */
const UPGRADABLE = /^[^/ ]+\/(\S+) \S+ \S+ \[upgradable from: [^\]]+\]$/;
/** Each fetch of the lists changes one of these, even where nothing was new. */
const APT_LISTS = ["/var/lib/apt/periodic/update-success-stamp", "/var/lib/apt/lists/partial", "/var/lib/apt/lists"];

/** dnf(8) ends with 100 where something waits. */
async function dnf(eyes: Eyes): Promise<Seen | undefined> {
  if (!(await isThere(eyes, DNF))) return undefined;
  const ask = (...more: string[]) => eyes.run(DNF, ["--cacheonly", "--quiet", "check-update", ...more]);
  return ofLists(eyes, "dnf", DNF_LISTS, async () => {
    const all = await ask();
    if (all.state !== "ended" || (all.code !== 0 && all.code !== 100)) return unanswered(all, "dnf");
    if (all.code === 0) return { value: "current", source: "dnf" };
    const security = await ask("--security");
    const isSecurity = security.state === "ended" && security.code === 100;
    return { value: isSecurity ? "security_pending" : "pending", source: "dnf" };
  });
}
const DNF_LISTS = ["/var/cache/libdnf5", "/var/cache/dnf"];

/** pacman(8) ends with 1 and says nothing where nothing waits. It does not tell security updates from others. */
async function pacman(eyes: Eyes): Promise<Seen | undefined> {
  if (!(await isThere(eyes, PACMAN))) return undefined;
  return ofLists(eyes, "pacman", PACMAN_LISTS, async () => {
    const outcome = await eyes.run(PACMAN, ["--query", "--upgrades"]);
    if (outcome.state !== "ended" || outcome.code > 1) return unanswered(outcome, "pacman");
    const waits = outcome.stdout.trim() !== "";
    if (outcome.code === 1 && (waits || outcome.stderr.trim() !== "")) return unknown("unreadable", "pacman");
    return { value: waits ? "pending" : "current", source: "pacman" };
  });
}
const PACMAN_LISTS = ["/var/lib/pacman/sync"];

/** The lists, and what says which packages are installed. */
export const LINUX_UPDATES_CHANGE = [
  ...["/var/lib/dpkg/status", ...APT_LISTS],
  ...["/usr/lib/sysimage/rpm/rpmdb.sqlite", "/usr/lib/sysimage/rpm/rpmdb.sqlite-wal", "/usr/lib/sysimage/rpm"],
  ...["/var/lib/rpm/rpmdb.sqlite", "/var/lib/rpm/rpmdb.sqlite-wal", "/var/lib/rpm", ...DNF_LISTS],
  ...["/var/lib/pacman/local", ...PACMAN_LISTS],
];
