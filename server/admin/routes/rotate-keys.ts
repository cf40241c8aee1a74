import type * as v from "valibot";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import { replaceKeys } from "../../keys/replace-keys.ts";
import { publishNextKey } from "../../keys/rotate-keys.ts";
import type { RotateKeysAnswer, rotateKeysSchema } from "../messages.ts";

/** A new signing key (protocol §2). */
export const rotateKeysRoute =
  (ground: Ground) =>
  async (c: Call, body: v.InferOutput<typeof rotateKeysSchema>): Promise<Response> => {
    const answer = body.how === "replace" ? await replace(ground) : await publish(ground, body.after);
    return c.json(answer);
  };

async function publish(ground: Ground, after: number): Promise<RotateKeysAnswer> {
  const rotation = await publishNextKey(ground, after * 1000);
  if (rotation.state === "too_many") return rotation;
  const { kid, activeFrom } = rotation.next;
  ground.log.info({ kid, active_from: activeFrom }, "a signing key is published");
  return { state: rotation.state, kid, active_from: activeFrom, now: ground.clock() };
}

async function replace(ground: Ground): Promise<RotateKeysAnswer> {
  const { kids, logins, enrolments } = await replaceKeys(ground);
  const removed = [...kids];
  const kid = ground.keys.signer.thumbprint;
  const ended = { logins: logins.length, enrolments: enrolments.length };
  ground.log.warn({ kid, removed, ...ended }, "the signing keys were given up as compromised");
  return { state: "replaced", kid, removed, ended };
}
