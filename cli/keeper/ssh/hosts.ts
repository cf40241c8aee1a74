import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { openInBrowser } from "../../browser/open.ts";
import type { SessionBind } from "../../channel/agent-messages.ts";
import type { World } from "../../world/world.ts";
import type { Elsewhere } from "../elsewhere/elsewhere.ts";
import type { OwnSession, OwnSessions } from "./own-sessions.ts";
import type { SshParts } from "./serve-ssh.ts";
import { placeOfSession } from "./session-place.ts";

/** Hosts that this account's `ssh` has a session with, as places from which a login may begin. */
export const hostsOf =
  ({ surroundings: { platform, env } }: World, elsewhere: Elsewhere, sessions: OwnSessions): SshParts["host"] =>
  ({ session, behind }) =>
    elsewhere.connect({
      kind: "host",
      isNamed: true,
      session: textOf([session.bind]),
      behind: textOf(behind),
      place: () => placeOfSession(session, behind),
      isOpen: () => sessions.isOpen(session),
      openPage: (url, browser) => {
        void openInBrowser(url, { platform, env: deskOf(session, env), browser }).catch(() => undefined);
      },
    });

const textOf = (binds: readonly SessionBind[]): string =>
  binds
    .flatMap(({ hostKey, sessionId }) => [hostKey, sessionId])
    .map(encodeBase64url)
    .join(" ");

/** The screen that the person began the session at: the keeper itself may have been started without any. */
const deskOf = (
  { configuration: { environment } }: OwnSession,
  own: World["surroundings"]["env"],
): World["surroundings"]["env"] => (Object.keys(environment).length === 0 ? own : environment);
