import type * as v from "valibot";
import type { Call } from "../../../platform/http/call.ts";
import { publishNextKey } from "../../../platform/keys/rotate-keys.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithLog } from "../../../platform/log/log.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { replaceKeys } from "../../../protocol/revocation/replace-keys.ts";
import type { Services } from "../../services.ts";
import type { RotateKeysAnswer, rotateKeysSchema } from "../messages.ts";

/** A new signing key (protocol §2). */
export const rotateKeysRoute =
  (services: Services) =>
  async (c: Call, body: v.InferOutput<typeof rotateKeysSchema>): Promise<Response> => {
    const answer = body.how === "replace" ? await replace(services) : await publish(services, body.after);
    return c.json(answer);
  };

async function publish(services: WithClock & WithDb & WithKeys & WithLog, after: number): Promise<RotateKeysAnswer> {
  const rotation = await publishNextKey(services, after * 1000);
  if (rotation.state === "too_many") return rotation;
  const { kid, activeFrom } = rotation.next;
  services.log.info({ kid, active_from: activeFrom }, "a signing key is published");
  return { state: rotation.state, kid, active_from: activeFrom, now: services.clock() };
}

async function replace(services: Services): Promise<RotateKeysAnswer> {
  const { kids, logins, enrolments } = await replaceKeys(services);
  const removed = [...kids];
  const kid = services.keys.signer.thumbprint;
  const ended = { logins: logins.length, enrolments: enrolments.length };
  services.log.warn({ kid, removed, ...ended }, "the signing keys were given up as compromised");
  return { state: "replaced", kid, removed, ended };
}
