import { type Eyes, newestOf, type Seen, unanswered, unknown } from "./look.ts";

// The updates of Linux, as the package manager's own lists have them: nothing is fetched, so the fact is as old as the lists are.

const APT = "/usr/bin/apt-get";
const DNF = "/usr/bin/dnf";
const PACMAN = "/usr/bin/pacman";

export async function linuxUpdates(eyes: Eyes): Promise<Seen> {
  for (const look of [apt, dnf, pacman]) {
    const seen = await look(eyes);
    if (seen !== undefined) return seen;
  }
  return unknown("unsupported");
}

const datedBy = async (eyes: Eyes, paths: readonly string[], seen: Seen): Promise<Seen> => {
  const asOf = await newestOf(eyes, paths);
  // lists that nobody ever fetched say nothing about updates
  if (asOf === undefined) return unknown("unreadable", seen.source);
  return { ...seen, asOf };
};

/** apt-get(8) only acts as if: that takes no lock and no rights. It names where each package comes from. */
async function apt(eyes: Eyes): Promise<Seen | undefined> {
  const outcome = await eyes.run(APT, ["--simulate", "--quiet", "-o", "Debug::NoLocking=1", "dist-upgrade"]);
  if (outcome.state === "missing") return undefined;
  if (outcome.state !== "ended" || outcome.code !== 0) return unanswered(outcome, "apt");
  const lines = outcome.stdout.split("\n").filter((line) => line.startsWith("Inst "));
  const value = lines.some((line) => /-security\b|Debian-Security/i.test(line))
    ? "security_pending"
    : lines.length > 0
      ? "pending"
      : "current";
  return datedBy(eyes, APT_LISTS, { value, source: "apt" });
}
/** Each fetch of the lists changes one of these, even where nothing was new. */
const APT_LISTS = ["/var/lib/apt/periodic/update-success-stamp", "/var/lib/apt/lists/partial", "/var/lib/apt/lists"];

/** dnf(8) ends with 100 where something waits. */
async function dnf(eyes: Eyes): Promise<Seen | undefined> {
  const ask = (...more: string[]) => eyes.run(DNF, ["--cacheonly", "--quiet", "check-update", ...more]);
  const all = await ask();
  if (all.state === "missing") return undefined;
  if (all.state !== "ended" || (all.code !== 0 && all.code !== 100)) return unanswered(all, "dnf");
  if (all.code === 0) return datedBy(eyes, DNF_LISTS, { value: "current", source: "dnf" });
  const security = await ask("--security");
  const isSecurity = security.state === "ended" && security.code === 100;
  return datedBy(eyes, DNF_LISTS, { value: isSecurity ? "security_pending" : "pending", source: "dnf" });
}
const DNF_LISTS = ["/var/cache/libdnf5", "/var/cache/dnf"];

/** pacman(8) ends with 1 and says nothing where nothing waits. It does not tell security updates from others. */
async function pacman(eyes: Eyes): Promise<Seen | undefined> {
  const outcome = await eyes.run(PACMAN, ["--query", "--upgrades"]);
  if (outcome.state === "missing") return undefined;
  if (outcome.state !== "ended" || outcome.code > 1) return unanswered(outcome, "pacman");
  const waits = outcome.stdout.trim() !== "";
  if (outcome.code === 1 && (waits || outcome.stderr.trim() !== "")) return unknown("unreadable", "pacman");
  return datedBy(eyes, ["/var/lib/pacman/sync"], { value: waits ? "pending" : "current", source: "pacman" });
}
