import type { WithConfig } from "../../platform/config/config.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom, WithStopping } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import type { WithMetadata } from "../passkeys/metadata/known-metadata.ts";
import type { WithRules } from "../rules/rules-in-force.ts";
import type { WithDpopNonces } from "./dpop-nonce.ts";
import type { WithVerifiedTokens } from "./read-own-token.ts";
import type { WithStatusPlaces } from "./status-places.ts";

/** The services that the steps of this folder use between them. A step that needs few of them says which. */
export type TokenServices = WithBudgets &
  WithChanges &
  WithClock &
  WithConfig &
  WithDb &
  WithDpopNonces &
  WithKeys &
  WithLog &
  WithMetadata &
  WithRandom &
  WithRules &
  WithStatusPlaces &
  WithStopping &
  WithVerifiedTokens;
