import type { WithConfig } from "../../platform/config/config.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import type { WithMetadata } from "../passkeys/metadata/active-metadata.ts";
import type { WithRules } from "../rules/active-rules.ts";
import type { WithLocalTime } from "../rules/local-time.ts";

/** The services that the steps of this folder use between them. A step that needs few of them says which. */
export type LoginServices = WithBudgets &
  WithChanges &
  WithClock &
  WithConfig &
  WithDb &
  WithKeys &
  WithLocalTime &
  WithLog &
  WithMetadata &
  WithRandom &
  WithRules;
