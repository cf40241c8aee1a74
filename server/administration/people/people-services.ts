import type { WithConfig } from "../../platform/config/config.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";

/** The services that the steps of this folder use between them. A step that needs few of them says which. */
export type PeopleServices = WithChanges & WithClock & WithConfig & WithDb & WithKeys & WithRandom;
