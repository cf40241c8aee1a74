import type { WithConfig } from "../../platform/config/config.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom, WithStopping } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import type { WithMetadata } from "../../protocol/passkeys/metadata/known-metadata.ts";
import type { WithMetadataRoots } from "../../protocol/passkeys/metadata/metadata-roots.ts";

/** The services that the steps of this folder use between them. A step that needs few of them says which. */
export type AuthenticatorServices = WithChanges &
  WithClock &
  WithConfig &
  WithDb &
  WithKeys &
  WithLog &
  WithMetadata &
  WithMetadataRoots &
  WithRandom &
  WithStopping;
