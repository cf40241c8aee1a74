import { type RollOutAnswer, rollOutApi } from "@nearside/shared/api/console/roll-out.ts";
import { chromiumPolicies } from "../../../administration/roll-out/chromium-policies.ts";
import { firefoxPolicies } from "../../../administration/roll-out/firefox-policies.ts";
import type { RollOut, WithRollOut } from "../../../administration/roll-out/roll-out.ts";
import { countVersions, listByVersion } from "../../../administration/roll-out/versions-in-use.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithReads } from "../../../platform/store/reads.ts";
import type { ConsoleRoute, ConsoleRows } from "../console-rows.ts";

export const rollOutRows = (
  { config, reads, rollOut }: WithConfig & WithReads & WithRollOut,
  { serve }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serve(rollOutApi.view, () => viewOf(config.issuer, rollOut)),
  serve(rollOutApi.versions, () => countVersions(reads, rollOut.versions)),
  serve(rollOutApi.machines, (_call, query) => listByVersion(reads, query, rollOut.versions)),
];

async function viewOf(issuer: string, rollOut: RollOut): Promise<RollOutAnswer> {
  const { firefox } = rollOut;
  const keys = await rollOut.keys();
  const [active] = keys;
  const isThere = rollOut.versions.extension !== null && active !== undefined;
  return {
    issuer,
    extension: rollOut.versions.extension,
    firefox: typeof firefox === "string" ? firefox : "handed_out",
    ids: keys.map(({ id, isActive, createdAt, isKeptBack }) => ({
      id,
      state: isActive ? "active" : "retired",
      created_at: createdAt,
      kept_back: isKeptBack,
    })),
    policies: isThere ? [...chromiumPolicies(issuer, active.id), ...firefoxPolicies(issuer)] : [],
  };
}
