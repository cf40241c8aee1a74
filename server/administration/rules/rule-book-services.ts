import type { WithConfig } from "../../platform/config/config.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import type { WithMetadata } from "../../protocol/passkeys/metadata/known-metadata.ts";
import type { WithRuleThreads } from "../../protocol/rules/rule-thread.ts";

/** The services that the steps of this folder use between them. A step that needs few of them says which. */
export type RuleBookServices = WithClock & WithConfig & WithDb & WithLog & WithMetadata & WithRandom & WithRuleThreads;
