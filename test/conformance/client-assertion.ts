import { sign } from "node:crypto";
import { type Api, authenticationOf, INTROSPECT } from "../kit/apis.ts";
import type { Form } from "../kit/send.ts";
import { lasting, newId, type Stage } from "../steps/stage.ts";

type Members = Readonly<Record<string, unknown>>;
interface Twist {
  readonly header?: Members;
  readonly claims?: Members;
}

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

/** An assertion that no library would write: by that API's key, good but for those members. */
export function forgedAssertionOf({ issuer }: Stage, { id, key }: Api, { header, claims }: Twist = {}): string {
  const payload = { iss: id, sub: id, aud: issuer, jti: newId(), ...lasting(60), ...claims };
  const text = `${encode({ alg: "ES256", ...header })}.${encode(payload)}`;
  const how = { key: key.privateKey, dsaEncoding: "ieee-p1363" } as const;
  return `${text}.${sign("sha256", Buffer.from(text), how).toString("base64url")}`;
}

/** Asks with that assertion, where a good one is answered 200. @param more of the form */
export async function saidTo(stage: Stage, api: Api, twist: Twist = {}, more: Form = {}): Promise<string> {
  const client_assertion = forgedAssertionOf(stage, api, twist);
  return (
    await stage.postForm(INTROSPECT, {
      token: "x",
      ...(await authenticationOf(stage, api)),
      client_assertion,
      ...more,
    })
  ).outcome;
}
