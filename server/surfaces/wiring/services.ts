import type { WithRollOut } from "../../administration/roll-out/roll-out.ts";
import type { WithReplays } from "../../administration/rule-trials/replays.ts";
import type { WithRuleCards } from "../../administration/rules/rule-cards.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithAddressOf } from "../../platform/http/client-address.ts";
import type { WithExtensionKeys } from "../../platform/keys/extension-keys.ts";
import type { WithSecrets } from "../../platform/keys/server-secrets.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithReadTurns } from "../../platform/store/read-turns.ts";
import type { WithReads } from "../../platform/store/reads.ts";
import type { WithClock, WithRandom, WithStopping } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import type { WithProcesses } from "../../platform/waiting/processes.ts";
import type { WithClientDocuments } from "../../protocol/clients/documents/client-documents.ts";
import type { WithTpmRoots } from "../../protocol/enrolment/key-attestation/tpm-roots.ts";
import type { WithMetadata } from "../../protocol/passkeys/metadata/active-metadata.ts";
import type { WithMetadataRoots } from "../../protocol/passkeys/metadata/metadata-roots.ts";
import type { WithRules } from "../../protocol/rules/active-rules.ts";
import type { WithLocalTime } from "../../protocol/rules/local-time.ts";
import type { WithRuleThreads } from "../../protocol/rules/rule-thread.ts";
import type { WithDpopNonces } from "../../protocol/tokens/dpop-nonce.ts";
import type { WithVerifiedTokens } from "../../protocol/tokens/read-issued-token.ts";
import type { WithStatusPlaces } from "../../protocol/tokens/status/status-places.ts";
import type { WithActiveTokens } from "../../register/tokens/active-tokens.ts";
import type { WithParts } from "../get/parts.ts";

/** Everything that the server is made of, wired once in `start-server.ts`. */
export type Services = WithAddressOf &
  WithBudgets &
  WithChanges &
  WithClientDocuments &
  WithClock &
  WithConfig &
  WithDb &
  WithDpopNonces &
  WithExtensionKeys &
  WithKeys &
  WithLocalTime &
  WithLog &
  WithMetadata &
  WithMetadataRoots &
  WithParts &
  WithProcesses &
  WithRandom &
  WithReads &
  WithReadTurns &
  WithReplays &
  WithRollOut &
  WithRuleCards &
  WithRules &
  WithRuleThreads &
  WithSecrets &
  WithStatusPlaces &
  WithStopping &
  WithActiveTokens &
  WithTpmRoots &
  WithVerifiedTokens;
