import * as v from "valibot";
import { parseJson } from "../parse-json.ts";
import { type Eyes, type Seen, unanswered, unknown } from "./look.ts";

// The firewall of Linux. The kernel shows its rules to root alone (nft(8)); everybody may read whether ufw or firewalld is switched on.

const NFT = "/usr/sbin/nft";
const SYSTEMCTL = "/usr/bin/systemctl";

export async function linuxFirewall(eyes: Eyes): Promise<Seen> {
  const [ufw, firewalld, nft] = await Promise.all([ufwOf(eyes), firewalldOf(eyes), nftOf(eyes)]);
  for (const seen of [ufw, firewalld, nft]) if (seen?.value === "on") return seen;
  // the kernel's own rules outweigh a program that is switched off: others may have written them
  if (nft !== undefined && nft.value !== "unknown") return nft;
  return nft ?? ufw ?? firewalld ?? unknown("unsupported");
}

async function ufwOf(eyes: Eyes): Promise<Seen | undefined> {
  const enabled = /^ENABLED=["']?(yes|no)["']?\s*$/m.exec((await eyes.read("/etc/ufw/ufw.conf")) ?? "")?.[1];
  return enabled === undefined ? undefined : { value: enabled === "yes" ? "on" : "off", source: "ufw" };
}

async function firewalldOf(eyes: Eyes): Promise<Seen | undefined> {
  const outcome = await eyes.run(SYSTEMCTL, ["is-active", "firewalld.service"]);
  if (outcome.state !== "ended") return undefined;
  return outcome.stdout.trim() === "active" ? { value: "on", source: "firewalld" } : undefined;
}

const chainSchema = v.object({
  nftables: v.array(
    v.object({
      chain: v.optional(
        v.object({
          family: v.string(),
          table: v.string(),
          name: v.string(),
          hook: v.optional(v.string()),
          policy: v.optional(v.string()),
        }),
      ),
      rule: v.optional(
        v.object({ family: v.string(), table: v.string(), chain: v.string(), expr: v.array(v.looseObject({})) }),
      ),
    }),
  ),
});

/** Undefined where there is no nft. A filter counts as one if a chain of the input hook drops or rejects anything. */
async function nftOf(eyes: Eyes): Promise<Seen | undefined> {
  const outcome = await eyes.run(NFT, ["--json", "list", "ruleset"]);
  if (outcome.state === "missing") return undefined;
  if (outcome.state === "ended" && outcome.code !== 0 && /not permitted|must be root/i.test(outcome.stderr))
    return unknown("not_permitted", "nft");
  if (outcome.state !== "ended" || outcome.code !== 0) return unanswered(outcome, "nft");
  const answer = v.safeParse(chainSchema, parseJson(outcome.stdout));
  if (!answer.success) return unknown("unreadable", "nft");
  const { nftables } = answer.output;
  const inputs = nftables.flatMap(({ chain }) => (chain?.hook === "input" ? [chain] : []));
  const refuses = ({ family, table, name, policy }: (typeof inputs)[number]): boolean =>
    policy === "drop" ||
    nftables.some(
      ({ rule }) =>
        rule?.family === family &&
        rule.table === table &&
        rule.chain === name &&
        // a jump to another chain is taken for a filter: that chain decides
        rule.expr.some((part) => ["drop", "reject", "jump", "goto"].some((verdict) => verdict in part)),
    );
  return { value: inputs.some(refuses) ? "on" : "off", source: "nft" };
}
