import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithMetadata } from "../passkeys/metadata/active-metadata.ts";
import type { WithRules } from "./active-rules.ts";
import type { WithLocalTime } from "./local-time.ts";

/** The services that the steps of this folder use between them. A step that needs few of them says which. */
export type RuleServices = WithClock & WithDb & WithLocalTime & WithLog & WithMetadata & WithRules;
